import type { Browser, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { look, lookAsItIs } from './look.ts'
import { collect, expect, offerCredential, signInAsStaff, test } from './neighbourhood.ts'

/** A person of the council's record, and the type of a credential of theirs. */
type Kept = readonly [person: string, type: string]

/** A wallet that keeps credentials of several people, as a parent's does. */
async function walletWith({ places, ...rest }: Neighbourhood, browser: Browser, kept: readonly Kept[]): Promise<Page> {
  const staff = await (await browser.newContext()).newPage()
  const wallet = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  await signInAsStaff({ places, ...rest }, staff)
  for (const [person, type] of kept) {
    await staff.goto(`${places.urls.issuer}/staff/people`)
    await collect(wallet, await offerCredential(staff, person, type))
  }
  return wallet
}

const widths = { en: { width: 1280, height: 720 }, cy: { width: 320, height: 640 } } as const
type Language = keyof typeof widths

/** As in the other walks: English on a computer, Welsh on a small telephone. */
async function askFrom(page: Page, form: string, lang: Language = 'en'): Promise<void> {
  await page.setViewportSize(widths[lang])
  // A visit of its own.
  await page.context().clearCookies({ name: 'cf_form' })
  await page.goto(`${form}?lang=${lang}`)
  await page.locator('counterfoil-prefill input[value=same_device]').check()
  await page.locator('counterfoil-prefill button').last().click()
  await expect(page.locator('.wallet-equal')).toBeVisible()
  if ((await page.locator('html').getAttribute('lang')) !== lang) await page.getByRole('button', { name: lang === 'cy' ? 'Cymraeg' : 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', lang)
}

async function share(page: Page): Promise<void> {
  // The wallet ignores a press that comes before anybody could have read the screen.
  await page.waitForTimeout(600)
  await page.locator('.wallet-equal button').first().click()
}

/** What stands beside a field of where its value is from. */
const markOf = (page: Page, field: string) => page.locator('.govuk-form-group', { has: page.locator(`[name=${field}]`) }).first().locator('.counterfoil-mark')
const row = (page: Page, label: string) => page.locator('.govuk-summary-list__row', { has: page.getByText(label, { exact: true }) })
const send = (page: Page) => page.locator('form#details > button').last()

test('a form takes three credentials, one only where it is ticked, and marks each answer by its own; it can be typed, too', async ({ neighbourhood, browser }) => {
  const form = `${neighbourhood.places.urls['council-website']}/aldermoor/leisure-concession`
  const page = await walletWith(neighbourhood, browser, [['Jaya', 'residency'], ['Jaya', 'council-tax-reduction'], ['Jaya', 'blue-badge']])

  await test.step('the optional one stays in the wallet unless its citizen says otherwise', async () => {
    await askFrom(page, form, 'cy')
    await expect(page.getByRole('heading', { level: 2, name: /Jaya/ })).toHaveCount(3)
    await lookAsItIs(page, 'wallet-consent-several.cy')
    await share(page)
    await expect(markOf(page, 'first_name')).toContainText('preswyliaeth')
    await expect(markOf(page, 'reduction_until-day')).toContainText('Gostyngiad y Dreth Gyngor')
    await expect(page.locator('[name=badge_number]')).toHaveValue('')
    // Chromium has no Welsh of its own.
    await expect(page.locator('counterfoil-prefill')).not.toContainText(' and ')
    await lookAsItIs(page, 'form-filled-from-several.cy')
  })
  await test.step('ticked, all three fill the form in', async () => {
    await askFrom(page, form)
    await page.locator('#add-badge').check()
    await look(page, 'wallet-consent-several')
    await share(page)
    await expect(page.locator('[name=badge_number]')).toHaveValue(/^Q1KX/)
    await expect(markOf(page, 'first_name')).toContainText('residency')
    await expect(markOf(page, 'reduction_until-day')).toContainText('Council Tax Reduction')
    await expect(markOf(page, 'badge_number')).toContainText('Blue Badge')
    await look(page, 'form-filled-from-several')
    await send(page).click()
    await expect(row(page, 'First name')).toContainText(/From .*residency/)
    await expect(row(page, 'Last day of your Council Tax Reduction')).toContainText(/From .*Council Tax Reduction/)
    await expect(row(page, 'Badge number')).toContainText(/From .*Blue Badge/)
    await look(page, 'form-check-answers-from-several')
  })
  await test.step('whoever has none types it', async () => {
    const desk = await (await browser.newContext()).newPage()
    await desk.goto(form)
    const typed = { first_name: 'Jo', last_name: 'Bloggs', address_line_1: '1 High Street', town: 'Aldermoor', postcode: 'ZZ1 1AA', 'reduction_until-day': '31', 'reduction_until-month': '3', 'reduction_until-year': '2031' }
    for (const [name, value] of Object.entries(typed)) await desk.locator(`[name=${name}]`).fill(value)
    await send(desk).click()
    await expect(row(desk, 'Last day of your Council Tax Reduction')).toContainText('31 March 2031')
    await desk.locator('main form button').click()
    await expect(desk.locator('.govuk-panel')).toContainText(/LC/)
  })
})

test('a parent fills a form in for a child, and who may not act in such matters is refused', async ({ neighbourhood, browser }) => {
  const form = `${neighbourhood.places.urls['council-website']}/aldermoor/school-travel`
  await test.step('by a credential that says who acts for whom, and by the child’s own', async () => {
    const page = await walletWith(neighbourhood, browser, [['Seren', 'representation'], ['Osian', 'residency']])
    await askFrom(page, form)
    await look(page, 'wallet-consent-for-a-child')
    await share(page)
    await expect(page.getByText(/Filled in by Seren \w+, parent, for Osian \w+\./)).toBeVisible()
    await expect(page.locator('[name=first_name]')).toHaveValue('Seren')
    await expect(page.locator('[name=child_first_name]')).toHaveValue('Osian')
    await look(page, 'form-filled-for-a-child')
    await send(page).click()
    await expect(page.getByText(/Filled in by Seren \w+, parent, for Osian \w+\./)).toBeVisible()
    await look(page, 'form-check-answers-for-a-child')
    await page.setViewportSize(widths.cy)
    await page.getByRole('link', { name: 'Cymraeg' }).click()
    await expect(page.getByText(/Llenwyd gan Seren \w+, rhiant, dros Osian \w+\./)).toBeVisible()
    await lookAsItIs(page, 'form-check-answers-for-a-child.cy')
  })
  await test.step('a deputy for travel and parking has no say in education', async () => {
    const page = await walletWith(neighbourhood, browser, [['Idris', 'representation'], ['Betsan', 'residency']])
    await askFrom(page, form)
    await share(page)
    await expect(page.getByRole('heading', { level: 1, name: 'You may not act for this person in this' })).toBeVisible()
    await look(page, 'wallet-request-refused-out-of-scope')
    await page.locator('main .govuk-button').first().click()
    await expect(page.locator('counterfoil-prefill[data-state=refused]')).toBeVisible()
    await expect(page.locator('[name=first_name]')).toHaveValue('')
    await look(page, 'form-refused-out-of-scope')
  })
})

test('a form takes one thing or another: the one that the council prefers, or the one that the citizen chooses, and each fills its own questions', async ({ neighbourhood, browser }) => {
  const form = `${neighbourhood.places.urls['council-website']}/aldermoor/school-uniform-grant`
  const value = (page: Page, name: string) => page.locator(`[name=${name}]`)
  const page = await walletWith(neighbourhood, browser, [['Rhian', 'council-tax-reduction'], ['Rhian', 'free-school-meals']])
  await test.step('as it stands', async () => {
    await askFrom(page, form)
    await expect(page.getByRole('radio')).toHaveCount(2)
    await look(page, 'wallet-consent-one-or-another')
    await share(page)
    await expect(value(page, 'first_name')).toHaveValue('Rhian')
    await expect(markOf(page, 'first_name')).toContainText('Council Tax Reduction')
    await expect(value(page, 'entitled_until-day')).toHaveValue('31')
    await expect(value(page, 'child_1_first_name')).toHaveValue('')
    await look(page, 'form-filled-from-one-of-two')
  })
  await test.step('the other, by the keyboard, in Welsh on a small screen', async () => {
    await askFrom(page, form, 'cy')
    await page.getByRole('radio').first().focus()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio').last()).toBeChecked()
    await lookAsItIs(page, 'wallet-consent-one-or-another.cy')
    await share(page)
    await expect(value(page, 'child_1_first_name')).toHaveValue(/^[A-Z]/)
    await expect(markOf(page, 'child_1_first_name')).toContainText(/prydau ysgol/i)
    await expect(value(page, 'entitled_until-day')).toHaveValue('')
    await lookAsItIs(page, 'form-filled-from-the-other.cy')
    await send(page).click()
    await expect(row(page, 'Enw cyntaf plentyn 1')).toContainText(/prydau ysgol/i)
    await lookAsItIs(page, 'form-check-answers-from-the-other.cy')
  })
  await test.step('who has neither is told so, and types', async () => {
    const other = await walletWith(neighbourhood, browser, [['Rhian', 'residency']])
    await other.goto(form)
    await other.locator('counterfoil-prefill input[value=same_device]').check()
    await other.locator('counterfoil-prefill button').last().click()
    await expect(other.getByRole('heading', { level: 1, name: /asks for something you do not have/i })).toBeVisible()
    await other.locator('main .govuk-button').first().click()
    await expect(value(other, 'first_name')).toHaveValue('')
  })
})
