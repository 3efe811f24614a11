import { expect, offerResidency, signInAsStaff, test } from './neighbourhood.ts'

test('an impatient second press makes no second offer, and loses nothing that is shown once', async ({ neighbourhood, page }) => {
  await signInAsStaff(neighbourhood, page)
  await page.getByRole('link', { name: 'Hana' }).click()
  // Other journeys of this neighbourhood make offers to people, too.
  const offers = page.getByRole('link', { name: /at \d\d:\d\d$/ })
  const offer = page.locator('#offer-residency')
  await expect(offer).toBeVisible()
  const before = await offers.count()
  await offer.scrollIntoViewIfNeeded()
  const { x = 0, y = 0 } = (await offer.boundingBox()) ?? {}
  const issuer = neighbourhood.service('issuer')
  issuer.kill('SIGSTOP')
  // By the mouse itself: a click of Playwright would wait for the first one's page.
  await page.mouse.click(x + 20, y + 10)
  await page.mouse.click(x + 20, y + 10)
  issuer.kill('SIGCONT')
  await expect(page.locator('#transaction-code')).toHaveText(/^\d{6}$/)
  await page.goBack()
  await page.reload()
  await expect(offers).toHaveCount(before + 1)
})

test('an offer is copied with one press, and printed as two letters', async ({ neighbourhood, browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await signInAsStaff(neighbourhood, page)
  const { link, txCode } = await offerResidency(page, 'Idris')
  await page.getByRole('button', { name: 'Copy the address' }).click()
  await expect(page.getByRole('status')).toHaveText('Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)

  await page.emulateMedia({ media: 'print' })
  const [first, second] = [page.locator('.cf-sheet').first(), page.locator('.cf-sheet').last()]
  for (const sheet of [first, second]) await expect(sheet.locator('address')).toContainText('9 Placeholder Place')
  await expect(first).toContainText('Your residency credential is ready to collect')
  await expect(first).toContainText('Mae eich tystysgrif preswyliaeth yn barod i’w chasglu')
  await expect(first.locator('svg.cf-qr')).toBeVisible()
  // Never both on one sheet.
  const typed = await page.locator('#offer-code').textContent()
  await expect(first).toContainText(typed ?? '')
  await expect(second).not.toContainText(typed ?? '')
  await expect(first).not.toContainText(txCode)
  await expect(second).toContainText(txCode)
  await expect(second).not.toContainText(link)
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden()
  expect((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2)
})
