import type { BrowserContextOptions, Page } from '@playwright/test'
import { look, lookAsItIs } from '../look.ts'
import { expect, signInAsStaff, test } from '../neighbourhood.ts'

// A council for each walk at which nobody else asks.
const walks = [
  { language: 'en', authority: 'elmsworth', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => screen },
  { language: 'cy', authority: 'aldermoor', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `${screen}.cy` },
] as const satisfies readonly { readonly context: BrowserContextOptions; readonly [other: string]: unknown }[]

async function signIn(page: Page, person: string): Promise<void> {
  await page.locator('button[name=person]', { hasText: person }).click()
  await expect(page).toHaveURL(/\/collect\/requests$/)
}

for (const { language, authority, context, see, name } of walks) {
  test(`a citizen asks what the council holds of them, is told a reference, and staff have it in their queue (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const page = await (await browser.newContext(context)).newPage()
    await page.goto(`${issuer}/${authority}/data-requests`)
    await signIn(page, 'Bryn Testwick')
    await page.goto(`${issuer}/collect/requests?language=${language}`)
    await see(page, name('ask-about-data'))
    await page.locator('#send').click()
    await expect(page.locator('.govuk-error-summary')).toBeVisible()
    await see(page, name('ask-about-data-nothing-chosen'))
    for (const kind of ['access', 'erasure']) {
      await page.locator(`input[value=${kind}]`).check()
      await page.locator('#send').click()
      await expect(page.locator('[data-told=asked]')).toBeVisible()
      await see(page, name(`ask-about-data-${kind}`))
    }
    await expect(page.locator('#both-asked')).toBeVisible()
    const reference = (await page.locator('[data-request=erasure] dd').nth(1).innerText()).trim()

    const staff = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
    await signInAsStaff(neighbourhood, staff, { authority })
    await staff.goto(`${issuer}/staff/requests?language=${language}`)
    await expect(staff.getByText(reference)).toBeVisible()
    await see(staff, name('staff-requests-by-themselves'))
    await staff.getByRole('row').filter({ hasText: reference }).getByRole('link').click()
    await see(staff, name('staff-request-by-themselves'))
    await staff.goto(`${issuer}/staff/overview?language=${language}`)
    await see(staff, name('staff-overview-seen'))
  })
}

// Nothing looks at it here: axe waits for timers, which don't run where scripts don't.
test('a citizen whose browser runs no script asks, too', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${issuer}/brackenfield/data-requests`)
  await signIn(page, 'Bryn Testwick')
  await page.locator('input[value=access]').check()
  await page.locator('#send').click()
  await expect(page.locator('[data-told=asked]')).toBeVisible()
  await page.reload()
  await expect(page.locator('[data-request=access]')).toHaveCount(1)
})

test('who is not in the record, or turned back, is told whom to ask', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  await page.goto(`${issuer}/elmsworth/data-requests`)
  await signIn(page, 'Sam Okafor')
  await expect(page.getByRole('heading', { name: 'We couldn’t find a record for you' })).toBeVisible()
  await look(page, 'ask-about-data-no-record')
})
