import type { Browser, Page } from '@playwright/test'
import { look, lookAsItIs } from './look.ts'
import { changeStatus, expect, lookAnew, offerResidency, signInAsStaff, tellForm, test, type Offer } from './neighbourhood.ts'

/** As in wallet-states: a computer in English in every way, a small telephone in Welsh, and nothing found by its words. */
const walks = [
  { language: 'en', person: 'Tomos', context: { locale: 'en-GB', viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => screen },
  { language: 'cy', person: 'Una', context: { locale: 'cy-GB', viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `${screen}.cy` },
] as const

const primary = (page: Page) => page.locator('main .govuk-button').first()
const consent = (page: Page) => page.locator('.wallet-equal')

/** Presses when a citizen could have read the screen: the wallet ignores what comes sooner. */
async function press(page: Page, button: 'share' | 'not now'): Promise<void> {
  await expect(consent(page)).toBeVisible()
  await page.waitForTimeout(600)
  await consent(page).locator('button').nth(button === 'share' ? 0 : 1).click()
}

/** By a script, and just when the window came to the front, whatever lay over it: neither shares anything. */
async function unmeantPresses(page: Page): Promise<void> {
  const shareButton = consent(page).locator('button').first()
  await page.waitForTimeout(600)
  await shareButton.evaluate((button) => (button as HTMLElement).click())
  const heading = await page.locator('h1').innerText()
  // Its clock stands still, so that the press is soon enough on any machine.
  await page.evaluate(() => {
    const frozen = performance.now()
    performance.now = () => frozen
    dispatchEvent(new Event('focus'))
  })
  await shareButton.click()
  await page.evaluate(() => void Reflect.deleteProperty(performance, 'now'))
  await expect(page.locator('h1')).toHaveText(heading)
  await expect(shareButton).toBeVisible()
}

for (const { language, person, context, see, name } of walks) {
  const openPage = async (browser: Browser): Promise<Page> => (await browser.newContext(context)).newPage()
  const seen = (page: Page, screen: string): Promise<void> => see(page, name(`wallet-${screen}`))

  test(`requests, and how they end (${language})`, async ({ neighbourhood, browser, page: staff }) => {
    const { wallet: walletAddress, 'council-website': website } = neighbourhood.places.urls
    const form = `${website}/aldermoor/blue-badge-renewal`
    await signInAsStaff(neighbourhood, staff)
    const wallet = await openPage(browser)
    const desk = await openPage(browser)

    const ask = async (): Promise<void> => {
      // A visit of its own each time.
      await desk.context().clearCookies()
      await desk.goto(form)
      await desk.locator('input[value=cross_device]').check()
      await desk.locator('counterfoil-prefill button').last().click()
      const code = await desk.locator('.cf-code').innerText()
      await wallet.goto(`${walletAddress}/add`)
      await wallet.locator('#given').fill(code)
      await primary(wallet).click()
      await expect(wallet).toHaveURL(/\/authorize$/)
      await expect(wallet.locator('h1')).not.toHaveText(/…$/)
    }
    const collect = async ({ link, txCode }: Offer): Promise<void> => {
      await wallet.goto(link)
      await wallet.locator('#tx-code').fill(txCode)
      await primary(wallet).click()
      await expect(wallet.locator('main dl')).toBeVisible()
      await primary(wallet).click()
      await expect(wallet.locator('main dl')).toBeHidden()
    }
    const change = (to: 'suspend' | 'revoke'): Promise<void> => changeStatus(neighbourhood, staff, person, to)

    await test.step('for something the wallet does not hold', async () => {
      await ask()
      await seen(wallet, 'request-nothing-matches')
      await primary(wallet).click()
      await expect(primary(wallet)).toHaveAttribute('href', '/')
      await seen(wallet, 'request-declined')
    })
    await collect(await offerResidency(staff, person))
    await test.step('answered, once', async () => {
      await ask()
      await expect(consent(wallet)).toBeVisible()
      await seen(wallet, 'consent')
      await wallet.locator('input[type=checkbox]').first().check()
      await seen(wallet, 'consent-with-optional')
      const asked = wallet.url()
      await unmeantPresses(wallet)
      await press(wallet, 'share')
      await expect(primary(wallet)).toHaveAttribute('href', '/')
      await seen(wallet, 'request-shared')
      await tellForm(desk, wallet)
      await expect(desk.locator('counterfoil-prefill[data-state=filled]')).toBeVisible()
      await wallet.goto(`${walletAddress}/`)
      await wallet.goBack()
      expect(wallet.url()).toBe(asked)
      await expect(wallet.locator('main a[href="/"]')).toBeVisible()
      await seen(wallet, 'request-gone')
    })
    await test.step('with a credential that is suspended, as the wallet knows, then withdrawn, as it does not', async () => {
      await change('suspend')
      await lookAnew(wallet, walletAddress)
      await expect(wallet.locator('.govuk-tag--yellow')).toBeVisible()
      await ask()
      await expect(wallet.locator('.govuk-inset-text')).toBeVisible()
      await seen(wallet, 'consent-suspended')
      await press(wallet, 'share')
      await expect(consent(wallet)).toBeHidden()
      await expect(desk.locator('counterfoil-prefill[data-state=refused]')).toBeVisible()
      await seen(wallet, 'request-refused-suspended')
      await change('revoke')
    })
    await test.step('with somebody who helps: what it says is hidden, and it is shared by the citizen’s own act', async () => {
      await wallet.goto(`${walletAddress}/helper`)
      await wallet.locator('#helper-name').fill('Sam')
      await primary(wallet).click()
      await expect(wallet.locator('.wallet-helper')).toBeVisible()
      await seen(wallet, 'home-helped')
      await ask()
      await expect(wallet.locator('main dl').first()).not.toContainText(person)
      await press(wallet, 'share')
      await expect(wallet.locator('.govuk-error-summary')).toBeFocused()
      await seen(wallet, 'consent-helped')
      await wallet.locator('main dl button').first().click()
      await expect(wallet.locator('main dl').first()).toContainText(person)
      await wallet.locator('#own-act').check()
      await press(wallet, 'share')
      await expect(desk.locator('counterfoil-prefill[data-state=refused]')).toBeVisible()
      await seen(wallet, 'request-refused-withdrawn')
      await wallet.goto(`${walletAddress}/activity`)
      await expect(wallet.locator('.wallet-activity li')).toHaveCount(5)
      await expect(wallet.locator('.wallet-activity li').first()).toContainText('Sam')
      await seen(wallet, 'activity')
      await wallet.locator('.wallet-helper button').click()
      await expect(wallet.locator('.wallet-helper')).toBeHidden()
      await wallet.locator('.wallet-activity a').first().click()
      await expect(wallet.locator('main details')).toBeVisible()
      await seen(wallet, 'erase')
      await wallet.context().setOffline(true)
      await wallet.locator('main .govuk-button').first().click()
      await expect(wallet.locator('main .govuk-inset-text')).toBeVisible()
      await seen(wallet, 'erase-offline')
      await wallet.context().setOffline(false)
      await wallet.locator('main .govuk-button').first().click()
      await expect(wallet.locator('main dl')).toBeVisible()
      await expect(wallet.locator('main h2').first()).toBeFocused()
      await seen(wallet, 'erase-receipt')
    })
    await test.step('from nobody, or damaged', async () => {
      await wallet.goto(`${walletAddress}/authorize?client_id=decentralized_identifier%3Adid%3Aethr%3A0x1%3A0x1111111111111111111111111111111111111111&request_uri=https%3A%2F%2Fexample.org%2Frequest`)
      await expect(wallet.locator('main a[href="/"]')).toBeVisible()
      await seen(wallet, 'request-asker-unknown')
      await wallet.goto(`${walletAddress}/authorize?client_id=nonsense`)
      await expect(wallet.locator('main a[href="/"]')).toBeVisible()
      await seen(wallet, 'request-not-understood')
    })
  })
}
