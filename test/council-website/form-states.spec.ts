import type { Page } from '@playwright/test'
import { expect, test as base } from '../journeys/strict-policy.ts'
import { look, lookAsItIs } from '../journeys/look.ts'
import { StubVerifier } from './stub-verifier.ts'
import { openWebsite } from './visit-website.ts'

interface Website {
  readonly verifier: StubVerifier
  readonly address: string
}

/** The website for real, in front of a verifier that says what a test wants. */
const test = base.extend<{ readonly website: Website }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are used from this pattern.
  website: async ({}, use) => {
    const verifier = new StubVerifier()
    const app = await openWebsite(verifier)
    const address = await app.listen({ port: 0, host: 'localhost' })
    await use({ verifier, address })
    await app.close()
  },
})

const variants = [
  { name: 'wide, English', lang: 'en', use: { viewport: { width: 1280, height: 720 } }, see: look },
  { name: '320 px, Welsh', lang: 'cy', use: { viewport: { width: 320, height: 640 } }, see: (page: Page, name: string) => lookAsItIs(page, `${name}.cy`) },
] as const

const element = (page: Page, state: string) => page.locator(`counterfoil-prefill[data-state=${state}]`)

async function choose(page: Page, where: string): Promise<void> {
  await page.locator(`counterfoil-prefill input[value=${where}]`).check()
  await page.locator('counterfoil-prefill button').last().click()
}

/** What the button does that only a browser without a script shows. */
const postWithoutScript = (page: Page, flow: string): Promise<void> =>
  page.evaluate((value) => {
    const form = document.forms[0]
    if (form === undefined) return
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'flow', value }))
    form.action += '/wallet'
    form.submit()
  }, flow)

const send = (page: Page): Promise<void> => page.locator('#details > button.govuk-button').last().click()

for (const { name, lang, use, see } of variants) {
  const seen = (page: Page, state: string): Promise<void> => see(page, `form-${state}`)

  test.describe(name, () => {
    test.use(use)

    test('every page', async ({ page, website: { address } }) => {
      for (const path of ['/', '/aldermoor', '/aldermoor/blue-badge-renewal/start', '/dunmere/resident-parking-permit', '/nowhere']) {
        await page.goto(`${address}${path}?lang=${lang}`)
        await seen(page, `page${path.replaceAll('/', '-')}`)
      }
      await page.goto(`${address}/elmsworth/resident-parking-permit?lang=${lang}`)
      await send(page)
      await expect(page.locator('.govuk-error-summary')).toBeFocused()
      await seen(page, 'errors')
    })

    test('the page for another device, for those who run no script', async ({ page, website: { address, verifier } }) => {
      await page.goto(`${address}/aldermoor/blue-badge-renewal?lang=${lang}`)
      await postWithoutScript(page, 'cross_device')
      await expect(page).toHaveURL(/another-device$/)
      await seen(page, 'another-device')
      await page.locator('main form button').click()
      await expect(page.locator('.govuk-inset-text')).toBeVisible()
      await seen(page, 'another-device-not-yet')
      verifier.state = { status: 'refused', refusal: 'credential_suspended' }
      await page.locator('main form button').click()
      await expect(page.locator('.cf-code')).toBeHidden()
      await seen(page, 'another-device-refused')
    })

    test('the page for a wallet app, for those who run no script', async ({ page, website: { address } }) => {
      await page.goto(`${address}/aldermoor/blue-badge-renewal?lang=${lang}`)
      await postWithoutScript(page, 'wallet_app')
      await expect(page).toHaveURL(/wallet-app$/)
      await seen(page, 'wallet-app-without-script')
    })

    test('filled in: asked once about what was typed, marked, checked, sent', async ({ page, website: { address, verifier } }) => {
      await page.goto(`${address}/aldermoor/blue-badge-renewal?lang=${lang}`)
      await page.locator('#first_name').fill('Mo')
      await choose(page, 'cross_device')
      verifier.state = { status: 'answered' }
      await expect(element(page, 'number')).toBeVisible()
      await page.locator('counterfoil-prefill input').fill('472')
      await page.locator('counterfoil-prefill button').first().click()
      await expect(page.locator('counterfoil-prefill .govuk-error-message')).toBeVisible()
      await page.locator('counterfoil-prefill input').fill('471')
      await page.locator('counterfoil-prefill button').first().click()
      await expect(element(page, 'conflict')).toBeVisible()
      await page.locator('counterfoil-prefill button').first().click()
      await expect(element(page, 'filled')).toBeVisible()
      await expect(page.locator('counterfoil-prefill .govuk-notification-banner__heading')).toBeFocused()
      await expect(page.locator('#first_name')).toHaveValue('Mo')
      await expect(page.locator('#uprn')).toHaveValue('100012345678')
      await send(page)
      await expect(page).toHaveURL(/check-answers/)
      await seen(page, 'check-answers')
      await page.locator('main form button').click()
      await expect(page.locator('.govuk-panel')).toBeVisible()
      await seen(page, 'sent')
    })
  })
}

test('the same device: to the wallet and back by its link, without losing what was typed', async ({ page, website: { address, verifier } }) => {
  await page.route('http://localhost:5630/**', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>A wallet</h1>' }))
  await page.goto(`${address}/aldermoor/blue-badge-renewal`)
  await page.locator('#badge_number').fill('AB12CD')
  await choose(page, 'same_device')
  await expect(page.getByRole('heading', { name: 'A wallet' })).toBeVisible()
  verifier.state = { status: 'answered' }
  await page.goto(`${address}/aldermoor/blue-badge-renewal#response_code=right-code`)
  await expect(element(page, 'filled')).toBeVisible()
  expect(page.url()).not.toContain('response_code')
  await expect(page.locator('#badge_number')).toHaveValue('AB12CD')
  await expect(page.locator('#first_name')).toHaveValue('Morag')
})

test('without a script: to the wallet on this device and back, and the form is filled in', async ({ browser, website: { address, verifier } }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${address}/aldermoor/blue-badge-renewal`)
  await page.locator('#badge_number').fill('AB12CD')
  const sentToWallet = page.waitForRequest('http://localhost:5630/authorize?*')
  await page.locator('button[value=same_device]').click()
  await sentToWallet
  verifier.state = { status: 'answered' }
  // Nobody is there: the page would still be on its way to say so.
  const back = await context.newPage()
  await back.goto(`${address}/aldermoor/blue-badge-renewal?response_code=right-code`)
  expect(back.url()).not.toContain('response_code')
  await expect(back.locator('#first_name')).toHaveValue('Morag')
  await expect(back.locator('#badge_number')).toHaveValue('AB12CD')
  await context.close()
})

test('without a script: a typed code, a button, and the form is filled in', async ({ browser, website: { address, verifier } }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${address}/aldermoor/blue-badge-renewal`)
  await page.locator('#badge_number').fill('AB12CD')
  await page.locator('button[value=cross_device]').click()
  await expect(page.getByText('AK7P-4MWX')).toBeVisible()
  verifier.state = { status: 'answered' }
  await page.locator('main form button').click()
  await page.locator('#number').fill('471')
  await page.locator('main form button').click()
  await expect(page.locator('#first_name')).toHaveValue('Morag')
  await expect(page.locator('#badge_number')).toHaveValue('AB12CD')
  await context.close()
})

test('an Enter in a field goes on with the form, not to a wallet or another language', async ({ browser, website: { address } }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${address}/aldermoor/blue-badge-renewal`)
  await page.locator('#first_name').press('Enter')
  await expect(page.locator('.govuk-error-summary')).toBeVisible()
  await page.locator('#first_name').fill('Morag')
  await page.locator('button[lang=cy]').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'cy')
  await expect(page.locator('#first_name')).toHaveValue('Morag')
  await context.close()
})
