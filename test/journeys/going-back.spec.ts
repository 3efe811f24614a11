import { chromium, type Page } from '@playwright/test'
import { expect, signInAfresh, test } from './neighbourhood.ts'
import { launchOptions } from './playwright.config.ts'

/** A browser that keeps whole pages for going back, as people's browsers do and Playwright's doesn't. */
const withKeptPages = async (walk: (page: Page) => Promise<void>): Promise<void> => {
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  try {
    await walk(await browser.newPage())
  } finally {
    await browser.close()
  }
}

/** By the page's own history: Playwright's `goBack` waits for a load that a kept page hasn't. A moment later, for what a page is asked that goes at once has no answer. */
async function back(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset['left'] = ''
    setTimeout(() => history.back())
  })
  await expect(page.locator('html[data-left]')).toHaveCount(0)
}

const answers = { 'First name': 'Nobody', 'Last name': 'Invented', Day: '2', Month: '3', Year: '1980', 'Address line 1': '1 Nowhere', 'Town or city': 'Aldermoor', Postcode: 'ZZ1 0AP' }

test('what was sent isn’t shown to whoever goes back', ({ neighbourhood }) =>
  withKeptPages(async (page) => {
    await page.goto(`${neighbourhood.places.urls['council-website']}/aldermoor/blue-badge-renewal`)
    for (const [label, value] of Object.entries(answers)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByRole('button', { name: 'Continue', exact: true }).last().click()
    await page.getByRole('link', { name: /Change first name/ }).click()
    await back(page)
    // Until it is sent, going back loses nothing.
    await expect(page.getByText('Nobody')).toBeVisible()
    await page.getByRole('button', { name: 'Accept and send' }).click()
    await expect(page.getByText('Your reference number')).toBeVisible()
    for (const _ of ['check your answers', 'your details']) {
      await back(page)
      await expect(page.getByLabel('First name')).toHaveValue('')
      await expect(page.getByText('Nobody')).toHaveCount(0)
    }
  }))

test('after signing out, going back shows nobody’s record', ({ neighbourhood }) =>
  withKeptPages(async (page) => {
    await signInAfresh(neighbourhood, page)
    await page.getByRole('link', { name: 'Hana' }).click()
    await expect(page.getByText('Date of birth', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL(/signed-out/)
    await back(page)
    await expect(page.getByText('Sign in again to carry on')).toBeVisible()
    await expect(page.getByText('Date of birth', { exact: true })).toHaveCount(0)
  }))
