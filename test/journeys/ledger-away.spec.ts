import type { Page } from '@playwright/test'
import { goAhead } from './clocks.ts'
import { askFromForm, changeStatus, collect, expect, offerResidency, picture, signInAsStaff, tellForm, test } from './neighbourhood.ts'

const share = (page: Page) => page.getByRole('button', { name: 'Share', exact: true })

/** Loads the staff page about the network until nothing waits. */
const caughtUp = (staff: Page): Promise<void> =>
  expect(async () => {
    await staff.reload()
    await expect(staff.getByText('Nothing is waiting')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 60_000 })

test('the ledger is stopped: citizens and staff go on, and everything catches up when it returns', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const ledger = neighbourhood.service('ledger')
  const staff = await (await browser.newContext()).newPage()
  const wallet = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const operator = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, operator, { role: 'operator' })
  await collect(wallet, await offerResidency(staff, 'Owen'))
  // A second citizen, before: the issuer and who may ask are known to every wallet that was open within the hour.
  await wallet.goto(urls.wallet)
  await expect(wallet.getByText('Active')).toBeVisible()
  await wallet.waitForLoadState('networkidle')

  await test.step('nothing waits at first', async () => {
    await operator.goto(`${urls.issuer}/staff/network`)
    await caughtUp(operator)
    await picture(operator, 'staff-network-nothing-waits')
  })
  await ledger.halt()
  try {
    // Older than what a verifier takes for fresh, and than what a wallet does: from here on it is known that nobody could confirm it.
    await wallet.waitForTimeout(8000)
    await goAhead(wallet, 16)
    await test.step('a council that this wallet never met asks, and is believed; both screens say as of when', async () => {
      const desk = await askFromForm(neighbourhood, browser, wallet, 'brackenfield')
      await expect(wallet.getByText(/^This council may ask for this, as of .* We could not check again since\./)).toBeVisible()
      await wallet.getByLabel(/^Date of birth/).check()
      await wallet.waitForTimeout(600)
      await picture(wallet, 'wallet-consent-ledger-away')
      await share(wallet).click()
      await tellForm(desk, wallet)
      await expect(desk.getByLabel('First name')).toHaveValue('Owen')
      await expect(desk.getByText(/^Checked against what was known at \d\d:\d\d, because the councils’ network can’t be reached just now\./)).toBeVisible()
      await picture(desk, 'form-filled-ledger-away')
      await desk.getByRole('button', { name: 'Continue', exact: true }).last().click()
      await expect(desk.getByText(/^Checked against what was known at \d\d:\d\d on /)).toBeVisible()
      await picture(desk, 'form-check-answers-ledger-away')
    })
    await test.step('staff revoke, and it counts at once; what goes to the ledger is listed as waiting', async () => {
      await changeStatus(neighbourhood, staff, 'Owen', 'revoke')
      await operator.goto(`${urls.issuer}/staff/network`)
      await expect(async () => {
        await operator.reload()
        await expect(operator.getByRole('cell', { name: 'Queued' }).first()).toBeVisible({ timeout: 1000 })
      }).toPass({ timeout: 60_000 })
      await picture(operator, 'staff-network-waiting')
      await operator.goto(`${urls.issuer}/staff/network?language=cy`)
      await expect(operator.getByRole('cell', { name: 'Mewn ciw' }).first()).toBeVisible()
      await picture(operator, 'staff-network-waiting-cy')
      await operator.goto(`${urls.issuer}/staff/network?language=en`)
      await askFromForm(neighbourhood, browser, wallet, 'calderwick')
      await expect(share(wallet)).toBeVisible()
      await wallet.waitForTimeout(600)
      await share(wallet).click()
      await expect(wallet.getByRole('heading', { name: 'The council has withdrawn this credential' })).toBeVisible()
      await picture(wallet, 'wallet-withdrawn-ledger-away')
    })
  } finally {
    await ledger.restart()
  }
  await test.step('the ledger is back: what waited is written, by itself', async () => {
    await operator.goto(`${urls.issuer}/staff/network`)
    await caughtUp(operator)
    await picture(operator, 'staff-network-caught-up')
  })
  await test.step('and no screen tells of an age any more', async () => {
    await staff.goto(`${urls.issuer}/staff/people`)
    await collect(wallet, await offerResidency(staff, 'Owen'))
    const desk = await askFromForm(neighbourhood, browser, wallet, 'brackenfield')
    await expect(wallet.getByText('We checked that this council may ask for this.')).toBeVisible()
    await wallet.waitForTimeout(600)
    await share(wallet).click()
    await tellForm(desk, wallet)
    await expect(desk.getByLabel('First name')).toHaveValue('Owen')
    await expect(desk.getByText(/Checked against/)).toHaveCount(0)
  })
  // In order, nothing lost or doubled: INV-11 and INV-12 are looked at, from outside, after every journey.
})
