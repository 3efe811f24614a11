import { collect, expect, offerCredential, picture, signInAsStaff, test } from './neighbourhood.ts'

test('a Blue Badge is offered from the record and collected, with its own picture and words, in Welsh too', async ({ neighbourhood, browser }) => {
  const staff = await (await browser.newContext()).newPage()
  const wallet = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await signInAsStaff(neighbourhood, staff)
  // Her record says nothing of a carer or of parking: only what concerns her is offered.
  const offer = await offerCredential(staff, 'Mabel', 'blue-badge')
  await collect(wallet, offer)

  await wallet.goto(`${neighbourhood.places.urls.wallet}/`)
  const card = wallet.locator('article', { hasText: 'Blue Badge' })
  const art = card.getByRole('img', { name: 'A round parking sign above a road' })
  await expect(art).toBeVisible()
  // Decoded, not merely named.
  expect(await art.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  await picture(wallet, 'blue-badge-card')

  await card.getByRole('link', { name: /Blue Badge/ }).click()
  await expect(wallet.getByText('Badge number')).toBeVisible()
  await expect(wallet.locator('.govuk-summary-list__value', { hasText: /^Q1KX\d{2}$/ })).toBeVisible()
  const expires = wallet.locator('.govuk-summary-list__row', { hasText: 'Badge expires on' }).locator('dd')
  // The credential ends with the badge.
  await expect(wallet.locator('.govuk-summary-list__row').filter({ has: wallet.getByText('Expires', { exact: true }) }).locator('dd')).toHaveText(/\d{4}$/)
  await expect(expires).toHaveText(/^\d{1,2} [A-Z][a-z]+ \d{4}$/)

  await wallet.goto(`${neighbourhood.places.urls.wallet}/`)
  await wallet.getByRole('button', { name: 'Cymraeg' }).click()
  await expect(wallet.getByRole('heading', { name: 'Bathodyn Glas' })).toBeVisible()
  await expect(wallet.getByRole('img', { name: 'Arwydd parcio crwn uwchben ffordd' })).toBeVisible()
  await picture(wallet, 'blue-badge-card-cy')
  await wallet.getByRole('link', { name: /Bathodyn Glas/ }).click()
  await expect(wallet.getByText('Rhif y bathodyn')).toBeVisible()
})

test('staff see which types a record concerns, and why one of them can not be offered', async ({ neighbourhood, browser }) => {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  await staff.getByRole('link', { name: 'Vikram' }).click()
  const badge = staff.locator('#incomplete-blue-badge')
  await expect(badge).toContainText('Badge expires on is a day that has passed')
  await expect(badge).toContainText('Field in the record: blue_badge_expires_on')
  await expect(staff.locator('#offer-blue-badge')).toHaveCount(0)
  await expect(staff.locator('#offer-residency')).toBeVisible()
  await expect(staff.locator('#type-carer')).toHaveCount(0)
})
