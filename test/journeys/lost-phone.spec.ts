import type { Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { look, lookAsItIs, lookInWelsh } from './look.ts'
import { askFromForm, expect, picture, share, tellForm, test } from './neighbourhood.ts'

const passphrase = 'four words of mine'
const person = 'Bryn Testwick'

/** Who signs in has this at two councils where no other journey is. */
const had = [['brackenfield', 'residency'], ['brackenfield', 'council-tax-reduction'], ['calderwick', 'travel-pass']] as const

async function collectBySignIn({ places: { urls } }: Neighbourhood, wallet: Page, [council, type]: (typeof had)[number]): Promise<void> {
  await wallet.goto(`${urls.wallet}/offer?${new URLSearchParams({ credential_offer_uri: `${urls.issuer}/${council}/sign-in-offers/${type}` }).toString()}`)
  await wallet.getByRole('button', { name: /^Sign in with/ }).click()
  await wallet.getByRole('button', { name: person }).click()
  await wallet.locator('#allow').click()
  await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
}

test('a lost telephone: from a backup in another browser everything is frozen, forms refuse the old, and all is collected again in one go', async ({ neighbourhood, browser }) => {
  test.setTimeout(180_000)
  const { wallet: home } = neighbourhood.places.urls
  const lost = await (await browser.newContext()).newPage()
  const found = await (await browser.newContext()).newPage()

  const backup = await test.step('it held three credentials of two councils, and a backup was made', async () => {
    for (const one of had) await collectBySignIn(neighbourhood, lost, one)
    await lost.goto(`${home}/settings`)
    await expect(lost.getByText('Make one now')).toBeVisible()
    await lost.getByRole('link', { name: 'Back up this wallet' }).click()
    await lost.locator('#new-passphrase').fill(passphrase)
    await lost.locator('#same-passphrase').fill(passphrase)
    const saving = lost.waitForEvent('download')
    await lost.getByRole('button', { name: 'Save the backup' }).click()
    const file = await (await saving).path()
    await lost.getByRole('button', { name: 'Yes, I have it' }).click()
    await lost.getByRole('link', { name: 'Go to settings' }).click()
    await expect(lost.getByText('Make one now')).toBeHidden()
    return file
  })

  await test.step('another browser restores it', async () => {
    await found.goto(home)
    await found.getByRole('link', { name: 'Restore from a backup' }).click()
    await found.locator('#backup-file').setInputFiles(backup)
    await found.locator('#backup-passphrase').fill('not that one')
    await found.getByRole('button', { name: 'Restore' }).click()
    await expect(found.locator('#backup-passphrase-error')).toContainText('That is not the passphrase')
    await found.locator('#backup-passphrase').fill(passphrase)
    await found.getByRole('button', { name: 'Restore' }).click()
    await expect(found.getByRole('heading', { level: 1, name: 'Your backup is restored' })).toBeVisible()
    await look(found, 'wallet-restored')
    await found.goto(home)
    await expect(found.getByRole('link', { name: 'Collect again' })).toBeVisible()
    await found.goto(`${home}/activity`)
    await expect(found.locator('.wallet-activity li')).toHaveCount(had.length)
  })

  await test.step('it freezes what both councils gave: one sign-in and one press at each', async () => {
    await found.goto(`${home}/lost-phone`)
    await expect(found.getByLabel('Brackenfield District Council')).toBeChecked()
    await expect(found.getByRole('checkbox', { checked: true })).toHaveCount(2)
    await look(found, 'wallet-lost-phone')
    await lookInWelsh(found, 'wallet-lost-phone')
    await found.getByRole('button', { name: 'Freeze what they gave me' }).click()
    for (const place of [0, 1]) {
      await found.getByRole('button', { name: person }).click()
      await expect(found.getByRole('heading', { level: 1, name: 'Freeze your credentials?' })).toBeVisible()
      if (place === 0) await look(found, 'freeze')
      if (place === 0) await lookInWelshHere(found)
      await found.locator('#freeze').click()
    }
    await expect(found.getByText('2 of 2 councils froze what they gave you')).toBeVisible()
    await expect(found.locator('.govuk-tag--green')).toHaveCount(2)
    await look(found, 'wallet-lost-phone-done')
  })

  await test.step('forms refuse what the lost one holds, and say why', async () => {
    await askFromForm(neighbourhood, browser, lost, 'aldermoor')
    await share(lost)
    await expect(lost.getByRole('heading', { name: 'This credential is suspended' })).toBeVisible()
    await picture(lost, 'wallet-lost-refused')
  })

  await test.step('one press collects from every council again, though the first was cancelled once', async () => {
    await found.getByRole('link', { name: 'Collect again' }).click()
    await expect(found.getByRole('button', { name: 'Collect everything again' })).toBeVisible()
    await look(found, 'wallet-collect-again')
    await lookInWelsh(found, 'wallet-collect-again')
    await found.getByRole('button', { name: 'Collect everything again' }).click()
    await found.getByRole('button', { name: 'Cancel' }).click()
    // Goes on by itself.
    await found.getByRole('button', { name: person }).click()
    await found.locator('#allow').click()
    await expect(found.getByText('1 of 2 councils done')).toBeVisible()
    await expect(found.locator('.govuk-tag--red')).toHaveCount(1)
    await look(found, 'wallet-collect-again-failed')
    await found.reload()
    await found.getByRole('button', { name: 'Try again' }).click()
    await found.getByRole('button', { name: person }).click()
    await found.locator('#allow').click()
    await expect(found.locator('.govuk-tag--green')).toHaveCount(2)
    await found.getByRole('link', { name: 'Check what you collected' }).click()
    await expect(found.getByRole('heading', { level: 2 })).toHaveCount(had.length)
    await look(found, 'wallet-check-all')
    await lookInWelsh(found, 'wallet-check-all')
    await found.getByRole('button', { name: 'Yes, keep them all' }).click()
    await expect(found.getByRole('heading', { level: 1, name: 'Credentials kept' })).toBeVisible()
    await found.goto(home)
    await expect(found.locator('.wallet-card')).toHaveCount(had.length)
    await expect(found.getByRole('link', { name: 'Collect again' })).toBeHidden()
  })

  await test.step('the new one fills in a form; the lost one is told that its own has ended', async () => {
    const desk = await askFromForm(neighbourhood, browser, found, 'aldermoor')
    await share(found)
    await tellForm(desk, found)
    await expect(desk.getByLabel('First name')).toHaveValue('Bryn')
    await askFromForm(neighbourhood, browser, lost, 'aldermoor')
    await share(lost)
    await expect(lost.getByRole('heading', { name: 'The council has withdrawn this credential' })).toBeVisible()
  })
})

/** A page of the issuer's, whose language is chosen by a link. */
async function lookInWelshHere(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.getByRole('link', { name: 'Cymraeg' }).click()
  await lookAsItIs(page, 'freeze.cy')
  await page.getByRole('link', { name: 'English' }).click()
  await page.setViewportSize({ width: 1280, height: 720 })
}
