import type { Browser, Page } from '@playwright/test'
import { look, lookAsItIs } from './look.ts'
import { changeStatus, expect, offerResidency, signInAsStaff, test, type Offer } from './neighbourhood.ts'

/** The same walk twice: on a computer in English in every way, and on a small telephone in Welsh. Nothing is found by its words. */
const walks = [
  { language: 'en', context: { locale: 'en-GB', viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => screen },
  { language: 'cy', context: { locale: 'cy-GB', viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `${screen}.cy` },
] as const

const primary = (page: Page) => page.locator('main .govuk-button').first()
const secondary = (page: Page) => page.locator('main .govuk-button').nth(1)

for (const { language, context, see, name } of walks) {
  const openWallet = async (browser: Browser): Promise<Page> => (await browser.newContext(context)).newPage()
  const seen = (page: Page, screen: string): Promise<void> => see(page, name(`wallet-${screen}`))

  async function collectWith(wallet: Page, { link, txCode }: Offer): Promise<void> {
    await wallet.goto(link)
    await wallet.locator('#tx-code').fill(txCode)
    await primary(wallet).click()
    await expect(wallet).toHaveURL(/\/confirm\//)
    await expect(wallet.locator('main dl')).toBeVisible()
  }

  test(`the wallet's own screens (${language})`, async ({ neighbourhood: { places }, browser }) => {
    const wallet = await openWallet(browser)
    await wallet.goto(places.urls.wallet)
    await expect(primary(wallet)).toBeVisible()
    await expect(wallet.locator('html')).toHaveAttribute('lang', language)
    await seen(wallet, 'home-empty')
    await primary(wallet).click()
    await expect(wallet.locator('#given')).toBeVisible()
    await seen(wallet, 'add')
    await primary(wallet).click()
    await expect(wallet.locator('.govuk-error-summary')).toBeFocused()
    await seen(wallet, 'add-nothing-entered')
    await wallet.locator('#given').fill('A234-CDFG')
    await primary(wallet).click()
    await expect(wallet.locator('#given-error')).toBeVisible()
    await seen(wallet, 'add-unknown-code')
    await wallet.locator('#given').fill('A234-CDFG-HJKM-NPQQ')
    await primary(wallet).click()
    await expect(wallet.locator('#given-error')).toContainText(/four groups|pedwar grŵp|bedwar grŵp/)
    await seen(wallet, 'add-offer-code-wrong')
    for (const screen of ['activity', 'settings', 'nowhere']) {
      await wallet.goto(`${places.urls.wallet}/${screen}`)
      await expect(wallet.locator('h1')).toBeVisible()
      await seen(wallet, screen === 'activity' ? 'activity-empty' : screen)
    }
  })

  test(`an offer, from its link to its end (${language})`, async ({ neighbourhood, browser, page: staff }) => {
    await signInAsStaff(neighbourhood, staff)
    const offer = await offerResidency(staff, language === 'en' ? 'Jaya' : 'Kofi')
    const wallet = await openWallet(browser)
    await test.step('wrong codes, then the right one', async () => {
      await wallet.goto(offer.link)
      await expect(wallet.locator('#tx-code')).toBeVisible()
      await seen(wallet, 'offer')
      await primary(wallet).click()
      await expect(wallet.locator('.govuk-error-summary')).toBeFocused()
      await seen(wallet, 'offer-code-missing')
      await wallet.locator('#tx-code').fill('12345')
      await primary(wallet).click()
      await expect(wallet.locator('#tx-code-error')).toContainText('6')
      await seen(wallet, 'offer-code-misread')
      await wallet.locator('#tx-code').fill(offer.txCode === '000000' ? '111111' : '000000')
      await primary(wallet).click()
      await expect(wallet.locator('.govuk-error-summary')).toContainText('4')
      await seen(wallet, 'offer-code-wrong')
      await collectWith(wallet, offer)
      await seen(wallet, 'confirm')
      await wallet.goto(places(neighbourhood).wallet)
      await expect(wallet.locator('.wallet-card .govuk-tag--blue')).toBeVisible()
      await seen(wallet, 'home-unconfirmed')
      await wallet.locator('.wallet-card a').click()
      await primary(wallet).click()
      await expect(wallet.locator('main dl')).toBeHidden()
      await seen(wallet, 'kept')
      await wallet.goto(offer.link)
      await expect(wallet.locator('main form')).toBeHidden()
      await expect(wallet.locator('h1')).not.toHaveText(/…$/)
      await seen(wallet, 'offer-used')
    })
    await test.step('somebody else’s, a locked one, and none at all', async () => {
      await staff.goto(`${places(neighbourhood).issuer}/staff/people`)
      const other = await offerResidency(staff, language === 'en' ? 'Mabel' : 'Nia')
      await collectWith(wallet, other)
      await secondary(wallet).click()
      await expect(wallet.locator('main dl')).toBeHidden()
      await seen(wallet, 'not-kept')
      await staff.goto(`${places(neighbourhood).issuer}/staff/people`)
      const locked = await offerResidency(staff, 'Owen')
      await wallet.goto(locked.link)
      for (let left = 5; left > 0; left -= 1) {
        await wallet.locator('#tx-code').fill(locked.txCode === '000000' ? '111111' : '000000')
        await primary(wallet).click()
        await expect(wallet.locator(left === 1 ? 'main a[href="/"]' : '.govuk-error-summary').first()).toContainText(left === 1 ? /./ : String(left - 1))
      }
      await expect(wallet.locator('#tx-code')).toBeHidden()
      await seen(wallet, 'offer-locked')
      await wallet.goto(`${places(neighbourhood).wallet}/offer?credential_offer_uri=http%3A%2F%2Flocalhost%3A1%2Foffer`)
      await expect(wallet.locator('h1')).not.toHaveText(/…$/)
      await seen(wallet, 'offer-not-reachable')
    })
  })

  test(`a credential in each of its states (${language})`, async ({ neighbourhood, browser, page: staff }) => {
    const person = language === 'en' ? 'Priya' : 'Quentin'
    await signInAsStaff(neighbourhood, staff)
    const wallet = await openWallet(browser)
    await collectWith(wallet, await offerResidency(staff, person))
    await primary(wallet).click()
    await expect(wallet.locator('main dl')).toBeHidden()
    const change = (to: 'suspend' | 'revoke'): Promise<void> => changeStatus(neighbourhood, staff, person, to)
    const home = async (tag: string): Promise<void> => {
      await wallet.goto(places(neighbourhood).wallet)
      await expect(wallet.locator(`.wallet-card .govuk-tag--${tag}`)).toBeVisible()
    }
    const both = async (tag: string, state: string): Promise<void> => {
      await home(tag)
      await seen(wallet, `home-${state}`)
      await wallet.locator('.wallet-card a').click()
      await expect(wallet.locator('main dl')).toBeVisible()
      await see(wallet, name(`wallet-credential-${state}`), ...(language === 'en' && state === 'active' ? [{ withPrint: true }] : []))
    }
    await both('green', 'active')
    await change('suspend')
    await both('yellow', 'suspended')
    await change('revoke')
    await both('red', 'withdrawn')
    await wallet.goto(`${places(neighbourhood).wallet}/activity`)
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(1)
    await seen(wallet, 'activity-collected')
    await home('red')
    await wallet.locator('.wallet-card a').click()
    await wallet.locator('.govuk-button--warning').click()
    await expect(wallet.locator('main dl')).toBeHidden()
    await seen(wallet, 'credential-deleted')
  })

  test(`a credential that may be renewed (${language})`, async ({ neighbourhood, browser, page: staff }) => {
    await signInAsStaff(neighbourhood, staff)
    const wallet = await openWallet(browser)
    await collectWith(wallet, await offerResidency(staff, 'Una'))
    await primary(wallet).click()
    await expect(wallet.locator('main dl')).toBeHidden()
    await wallet.goto(places(neighbourhood).wallet)
    const card = wallet.locator('.wallet-card')
    await expect(card).toContainText(language === 'en' ? 'You can renew it from' : 'Gallwch ei hadnewyddu o')
    await expect(card.locator('.govuk-tag--orange')).toHaveCount(0)
    // A residency stands for 365 days, and may be renewed in the last 30.
    await wallet.clock.setFixedTime(Date.now() + 340 * 24 * 3600 * 1000)
    await wallet.goto(places(neighbourhood).wallet)
    await expect(card.locator('.govuk-tag--orange')).toHaveText(language === 'en' ? 'Renew now' : 'Adnewyddwch nawr')
    await expect(card).toContainText(language === 'en' ? 'Ask Aldermoor Borough Council for a new one.' : 'am un newydd.')
    await seen(wallet, 'home-renew')
    await wallet.locator('.wallet-card a[href^="/credential/"]').click()
    await expect(wallet.locator('main .govuk-tag--orange')).toBeVisible()
    await seen(wallet, 'credential-renew')
  })

  test(`a credential whose last day has passed (${language})`, async ({ neighbourhood, browser, page: staff }) => {
    await signInAsStaff(neighbourhood, staff)
    const wallet = await openWallet(browser)
    await collectWith(wallet, await offerResidency(staff, language === 'en' ? 'Rhian' : 'Elin'))
    await primary(wallet).click()
    await expect(wallet.locator('main dl')).toBeHidden()
    await wallet.clock.setFixedTime(Date.now() + 366 * 24 * 3600 * 1000)
    await wallet.goto(places(neighbourhood).wallet)
    await expect(wallet.locator('.wallet-card .govuk-tag--grey')).toBeVisible()
    await seen(wallet, 'home-expired')
    await wallet.locator('.wallet-card a').click()
    await seen(wallet, 'credential-expired')
  })
}

const places = ({ places: { urls } }: Parameters<typeof signInAsStaff>[0]) => urls
