import type { Browser, Page } from '@playwright/test'
import { words } from '@counterfoil/plain-html/words'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { withoutDigitalCredentials } from '../embed/wallet-in-browser.ts'
import { startExamples } from './examples.ts'
import { look, lookAsItIs, lookInColours } from './look.ts'
import { changeStatus, collect, expect, lookAnew, offerResidency, picture, signInAsStaff, tellForm, test } from './neighbourhood.ts'

const form = ({ places }: Neighbourhood): string => `${places.urls['council-website']}/aldermoor/blue-badge-renewal`

async function citizenWith(neighbourhood: Neighbourhood, browser: Browser, person: string): Promise<{ readonly staff: Page; readonly wallet: Page }> {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, person)
  const wallet = await (await browser.newContext()).newPage()
  await collect(wallet, offer)
  return { staff, wallet }
}

async function openForm(neighbourhood: Neighbourhood, page: Page): Promise<void> {
  await page.goto(form(neighbourhood))
  // A visit of its own: what an earlier attempt left (a refusal, say) would be shown again.
  await page.evaluate(() => sessionStorage.clear())
  await page.context().clearCookies({ name: 'cf_form' })
  await page.goto(form(neighbourhood))
  const start = page.getByRole('button', { name: /Start now/ })
  if (await start.isVisible()) await start.click()
  await expect(page.getByText('Where is your wallet?')).toBeVisible()
}

const share = async (wallet: Page): Promise<void> => {
  await expect(wallet.getByRole('heading', { level: 1 })).toContainText('Share these facts with Aldermoor Borough Council')
  // The wallet ignores a press that comes before anybody could have read the screen.
  await wallet.waitForTimeout(600)
  await wallet.getByRole('button', { name: 'Share', exact: true }).click()
}

test('the same device: the wallet brings the citizen back to a form that is filled in', async ({ neighbourhood, browser, trust }) => {
  const { staff, wallet: page } = await citizenWith(neighbourhood, browser, 'Carys')
  const toWallet = async (): Promise<void> => {
    await openForm(neighbourhood, page)
    await page.getByLabel('On this device').check()
    await page.getByRole('button', { name: 'Continue' }).first().click()
  }
  await openForm(neighbourhood, page)
  await picture(page, 'form-empty')
  await toWallet()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Share these facts')
  await picture(page, 'wallet-consent')
  await share(page)
  await expect(page.getByText(/We filled in \d+ answers from your/)).toBeVisible()
  await expect(page.getByLabel('First name')).toHaveValue('Carys')
  await expect(page.locator('[name=postcode]')).not.toHaveValue('')
  await expect(page.locator('[name=uprn]')).toHaveValue(/^\d{1,12}$/)
  await expect(page.getByText(/From your .* issued by Aldermoor Borough Council/).first()).toBeVisible()
  expect(page.url()).not.toContain('response_code')
  await picture(page, 'form-filled')

  await test.step('other forms, in plain HTML and in React: the same, and their servers know what was changed; and one that only knows OpenID Connect', async () => {
    const examples = await startExamples(neighbourhood)
    const older = await (await browser.newContext()).newPage()
    await withoutDigitalCredentials(older)
    for (const address of [form(neighbourhood), `${examples.plainHtml}/aldermoor/blue-badge-renewal`, `${examples.react}/aldermoor/blue-badge-renewal`]) {
      await older.goto(address)
      await expect(older.locator('counterfoil-prefill[digital-credentials] input[type=radio]')).toHaveCount(4)
    }
    for (const [name, site] of [['plain-html', examples.plainHtml], ['react', examples.react]] as const) {
      // What trust rests on can't be seen here.
      const seen = async (state: string): Promise<void> => (trust === 'erc1056' ? lookInColours(page, `form-example-${name}-${state}`) : undefined)
      await page.goto(`${site}/aldermoor/blue-badge-renewal`)
      await page.locator('[name=badge_number]').fill('AB12CD')
      await page.getByLabel('On this device').check()
      await page.getByRole('button', { name: 'Continue' }).first().click()
      await share(page)
      await expect(page.getByText(/We filled in \d+ answers from your/)).toBeVisible()
      await expect(page.locator('[name=first_name]')).toHaveValue('Carys')
      await expect(page.locator('[name=badge_number]')).toHaveValue('AB12CD')
      await seen('filled')
      await page.locator('[name=town]').fill('Elsewhere')
      await page.getByRole('button', { name: 'Send' }).click()
      const row = (value: string) => page.getByRole('row').filter({ hasText: value })
      await expect(row('Carys')).toContainText('From a credential, and checked')
      await expect(row('Elsewhere')).toContainText('The credential said something else')
      await expect(row('AB12CD')).toContainText('Typed')
      await seen('sent')
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(`${site}/aldermoor/blue-badge-renewal?lang=cy`)
      await expect(page.locator('counterfoil-prefill[data-state=idle]')).toContainText('Ble mae eich waled?')
      for (const field of ['first_name', 'last_name', 'address_line_1', 'town', 'postcode', 'badge_number']) await page.locator(`[name=${field}]`).fill('AL1 2BC')
      await seen('filled.cy')
      await page.getByRole('button', { name: words.cy.send }).click()
      await expect(row(words.cy.badge_number)).toContainText(words.cy.not_provided)
      await seen('sent.cy')
      await page.setViewportSize({ width: 1280, height: 720 })
    }
    await page.goto(examples.openidForm)
    await page.getByRole('link', { name: 'Sign in with your wallet' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Aldermoor Blue Badges with your wallet')
    await look(page, 'form-sign-in-by-wallet')
    await page.getByRole('link', { name: 'Cymraeg' }).click()
    await lookAsItIs(page, 'form-sign-in-by-wallet.cy')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('button', { name: 'My wallet is on this device' }).click()
    await share(page)
    await expect(page.getByText('Residency, issued by Aldermoor Borough Council')).toBeVisible()
    await expect(page.getByLabel('First name')).toHaveValue('Carys')
    await examples.close()
  })

  await test.step('suspended: refused with a plain reason', async () => {
    await changeStatus(neighbourhood, staff, 'Carys', 'suspend')
    await picture(staff, 'staff-person-suspended')
    await toWallet()
    await share(page)
    await expect(page.getByRole('heading', { name: 'This credential is suspended' })).toBeVisible()
    await picture(page, 'wallet-suspended')
  })
  await test.step('reinstated: accepted again', async () => {
    await changeStatus(neighbourhood, staff, 'Carys', 'reinstate')
    await toWallet()
    await share(page)
    await expect(page.getByText(/We filled in|Nothing needed filling in|already typed/)).toBeVisible()
  })
  await test.step('revoked: refused for good', async () => {
    await changeStatus(neighbourhood, staff, 'Carys', 'revoke')
    await toWallet()
    await share(page)
    await expect(page.getByRole('heading', { name: 'The council has withdrawn this credential' })).toBeVisible()
    await picture(page, 'wallet-revoked')
    await lookAnew(page, neighbourhood.places.urls.wallet)
    await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible()
    await picture(page, 'wallet-home-withdrawn')
    await page.getByRole('link', { name: 'Activity' }).click()
    await expect(page.getByText(/^Sent to Aldermoor.*and not accepted$/).first()).toBeVisible()
    await picture(page, 'wallet-activity')
  })
})

test('another device: a typed code carries the request, and the form fills in when it is told the number', async ({ neighbourhood, browser }) => {
  const { staff, wallet } = await citizenWith(neighbourhood, browser, 'Dafydd')
  const desk = await (await browser.newContext()).newPage()
  const ask = async (): Promise<string> => {
    await openForm(neighbourhood, desk)
    await desk.getByLabel('On another device').check()
    await desk.getByRole('button', { name: 'Continue' }).first().click()
    const code = desk.getByText(/^A[2-9A-Z]{3}-[2-9A-Z]{4}$/)
    await expect(code).toBeVisible()
    return (await code.innerText()).trim()
  }
  const typeIn = async (code: string): Promise<void> => {
    await wallet.goto(`${neighbourhood.places.urls.wallet}/add`)
    await wallet.getByLabel('Type a code or paste a link').fill(code.toLowerCase())
    await wallet.getByRole('button', { name: 'Open' }).click()
  }
  const code = await ask()
  await picture(desk, 'form-other-device')
  await typeIn(code)
  await share(wallet)
  await expect(wallet.getByRole('heading', { name: 'Shared' })).toBeVisible()
  await tellForm(desk, wallet)
  await expect(desk.getByLabel('First name')).toHaveValue('Dafydd')
  await picture(desk, 'form-other-device-filled')

  await test.step('revoked: the form says so in plain words', async () => {
    await changeStatus(neighbourhood, staff, 'Dafydd', 'revoke')
    await typeIn(await ask())
    await share(wallet)
    await expect(desk.getByText('The council that issued it has withdrawn it.')).toBeVisible()
    await picture(desk, 'form-refused')
  })
})
