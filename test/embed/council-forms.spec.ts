import { expect, test } from '../journeys/strict-policy.ts'
import { comeBackTo, councilForms, origin, sent, serveCouncilForms, type CouncilForm } from './council-forms.ts'
import { choices, person } from './form-page.ts'

const entityForm = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([column, value]) => [`ctl00$ContentContainer$MainContent$EntityFormControl$EntityFormControl_EntityFormView$${column}`, value]))

/** What each form sends when it was filled in with the same person. */
const filled: Readonly<Record<CouncilForm, Record<string, string>>> = {
  plain: { fname: 'Morag', lname: 'Ffion-Jones', day: '9', month: '03', year: '1957', line1: '12 Heron Lane', town: 'Aldermoor', pc: 'AL1 2BC', property: '100012345678' },
  'govuk-patterns': {
    firstName: 'Morag', lastName: 'Ffion-Jones', 'dob-day': '9', 'dob-month': '3', 'dob-year': '1957',
    addressLine1: '12 Heron Lane', addressTown: 'Aldermoor', addressPostcode: 'AL1 2BC', uprn: '100012345678', alone: 'yes', reason: 'R2', band: 'b',
  },
  'drupal-webform': {
    first_name: 'Morag', last_name: 'Ffion-Jones', 'date_of_birth[day]': '9', 'date_of_birth[month]': '3', 'date_of_birth[year]': '1957',
    'address[address_1]': '12 Heron Lane', 'address[town_city]': 'Aldermoor', 'address[postcode]': 'AL1 2BC', 'address[uprn]': '100012345678',
    lives_alone: '1', 'reason[]': 'older', 'bands[b]': 'b',
    form_build_id: 'form-3Qx', form_id: 'webform_submission_blue_badge_add_form',
  },
  'power-pages': {
    __RequestVerificationToken: 'token',
    ...entityForm({ firstname: 'Morag', lastname: 'Ffion-Jones', birthdate: '1957-03-09T00:00:00.0000000Z', address1_line1: '12 Heron Lane', address1_city: 'Aldermoor', address1_postalcode: 'AL1 2BC', cf_uprn: '100012345678', cf_livesalone: '1' }),
  },
  'react-controlled': {
    first_name: 'Morag', last_name: 'Ffion-Jones', 'date_of_birth.day': '9', 'date_of_birth.month': '3', 'date_of_birth.year': '1957',
    address_line_1: '12 Heron Lane', town: 'Aldermoor', postcode: 'AL1 2BC', uprn: '100012345678', lives_alone: 'yes', reason: 'older',
  },
}

/** What stays of a form when nothing of a hostile answer gets in but its markup, as text. */
const markup = '<img src=x onerror="document.title=\'run\'">'
const hostile = `{"first_name":${JSON.stringify(markup)},"last_name":"Mo\\u202egarom","date_of_birth":"1957-02-31","address_line_1":"12 Heron\\nLane","address_line_2":"\\u0000","town":"${'x'.repeat(1_000_000)}",
"postcode":"\\ufeffAL1 2BC","uprn":"1e5","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"constructor.prototype":"yes","toString":"yes","form_build_id":"stolen","_csrf":"stolen"}`

for (const form of councilForms) {
  test(`${form}: every field that is named gets its value, and nothing else does`, async ({ page }) => {
    await serveCouncilForms(page, { fields: JSON.stringify({ ...person, ...choices, badge_number: 'AB12CD' }) })
    await comeBackTo(page, form)
    expect(await sent(page)).toEqual(filled[form])
    if (form === 'react-controlled') expect(JSON.parse(await page.locator('output').innerText())).toMatchObject({ ...filled[form] })
    await expect(page.locator('.counterfoil-mark').first()).toHaveText('From your residency credential, issued by Aldermoor Borough Council')
    await expect(page.locator('.govuk-error-message')).toHaveCount(0)
  })

  test(`${form}: a hostile answer is text, or stays out`, async ({ page }) => {
    await serveCouncilForms(page, { fields: hostile, source: { authority: { en: markup, cy: markup }, type: { en: markup, cy: markup }, issued_on: markup } })
    await comeBackTo(page, form)
    const own = Object.fromEntries(Object.entries(filled[form]).filter(([name]) => /^(form_|__)/.test(name)))
    const firstName = Object.entries(filled[form]).find(([, value]) => value === 'Morag')?.[0] ?? ''
    expect(await sent(page)).toEqual({ ...own, [firstName]: markup })
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate(() => [document.title, ({} as { polluted?: string }).polluted])).toEqual([form, undefined])
  })
}

test('a script that was changed on its way doesn’t run, and the form stands as it was written', async ({ page }) => {
  await serveCouncilForms(page, { fields: '{}', tamper: (script) => `${script} ` })
  const told = page.waitForEvent('console', (message) => message.text().includes("'integrity'"))
  await page.goto(`${origin}/plain`)
  await told
  expect(await page.evaluate(() => customElements.get('counterfoil-prefill'))).toBeUndefined()
  await page.locator('[name=fname]').fill('Morag')
  expect(await sent(page)).toEqual({ fname: 'Morag' })
})

test('the pages are as strict as they say: what makes markup of a string is refused', async ({ page, complaints }) => {
  await serveCouncilForms(page, { fields: '{}' })
  await page.goto(`${origin}/plain`)
  await expect(page.evaluate(() => (document.body.innerHTML = '<b>x</b>'))).rejects.toThrow(/TrustedHTML/)
  await expect.poll(() => complaints.length).toBeGreaterThan(0)
  complaints.length = 0
})
