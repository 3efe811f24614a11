import type { Browser, Page } from '@playwright/test'
import { look, lookAsItIs } from './look.ts'
import { collect, expect, signInAsStaff, test } from './neighbourhood.ts'

const walks = [
  { language: 'en', person: 'Vikram', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => screen },
  { language: 'cy', person: 'Wren', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `${screen}.cy` },
] as const

const offerButton = (page: Page) => page.locator('#offer-residency')

for (const { language, person, context, see, name } of walks) {
  const openPage = async (browser: Browser): Promise<Page> => (await browser.newContext(context)).newPage()
  const seen = (page: Page, screen: string): Promise<void> => see(page, name(`staff-${screen}`))

  test(`the door (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await staff.goto(`${issuer}/staff?language=${language}`)
    await seen(staff, 'sign-in')
    await staff.goto(`${issuer}/staff/people`)
    await seen(staff, 'session-ended')
    await staff.locator('#sign-in').click()
    await expect(staff.getByRole('button', { name: 'Sam Okafor' })).toBeVisible()
    // The provider is of the demonstration, in English alone.
    if (language === 'en') await look(staff, 'sign-in-provider')
    await staff.getByRole('button', { name: 'Sam Okafor' }).click()
    await staff.locator('form[action="/staff/sign-out"] button').click()
    await expect(staff).toHaveURL(/signed-out$/)
    await seen(staff, 'signed-out')
  })

  test(`people, and offers to one of them (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await signInAsStaff(neighbourhood, staff)
    await staff.goto(`${issuer}/staff/people?language=${language}`)
    await seen(staff, 'people')
    await staff.goto(`${issuer}/staff/network`)
    await seen(staff, 'network')
    await staff.goto(`${issuer}/staff/people`)
    for (const [words, screen] of [['Sampleby', 'people-found'], ['nobody at all', 'people-none-found']] as const) {
      await staff.locator('#words').fill(words)
      await staff.locator('form[role=search] button').click()
      await expect(staff.locator('#words')).toHaveValue(words)
      await seen(staff, screen)
    }
    const open = async (who: string): Promise<void> => {
      await staff.goto(`${issuer}/staff/people`)
      await staff.getByRole('link', { name: who }).click()
      await expect(staff.locator('h1')).toContainText(who)
    }
    await open('Yusuf')
    await expect(staff.locator('#incomplete-residency')).toBeVisible()
    await seen(staff, 'person-record-incomplete')
    await open('Bryn')
    await seen(staff, 'person')
    await offerButton(staff).click()
    await expect(staff.locator('#transaction-code')).toBeVisible()
    await see(staff, name('staff-offer-made'), ...(language === 'en' ? [{ withPrint: true }] : []))
    await staff.locator('#offer-state').click()
    await expect(staff.locator('#offer-state-now')).toBeVisible()
    await seen(staff, 'offer-waiting')
    await staff.locator('form[action$="/withdraw"] button').click()
    await expect(staff.locator('#offer-state-now')).toHaveClass(/grey/)
    await seen(staff, 'offer-withdrawn')
    await open('Bryn')
    await seen(staff, 'person-with-offers')
  })

  test(`a credential, suspended, reinstated and revoked (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await signInAsStaff(neighbourhood, staff)
    await staff.getByRole('link', { name: person }).click()
    await offerButton(staff).click()
    const offer = { link: await staff.locator('#offer-address').innerText(), txCode: await staff.locator('#transaction-code').innerText() }
    const offerState = (await staff.locator('#offer-state').getAttribute('href')) ?? ''
    await collect(await (await browser.newContext({ locale: 'en-GB' })).newPage(), offer)
    await staff.goto(`${issuer}${offerState}?language=${language}`)
    await expect(staff.locator('#offer-state-now')).toHaveClass(/green/)
    await seen(staff, 'offer-collected')
    await staff.locator('main a.govuk-link').last().click()
    await expect(staff.locator('a[href$="/revoke"]')).toBeVisible()
    await seen(staff, 'person-active')
    const revoking = (await staff.locator('a[href$="/revoke"]').getAttribute('href')) ?? ''
    for (const change of ['suspend', 'reinstate', 'revoke'] as const) {
      await staff.locator(`a[href$="/${change}"]`).click()
      await staff.waitForURL(`**/${change}`)
      await seen(staff, `confirm-${change}`)
      await staff.locator('main form button').click()
      await expect(staff.locator('.govuk-error-summary')).toBeFocused()
      if (change === 'revoke') await seen(staff, 'confirm-revoke-without-a-reason')
      await staff.locator('input[type=radio]').first().check()
      await staff.locator('main form button').click()
      await expect(staff.locator('.govuk-notification-banner--success')).toBeFocused()
      await seen(staff, `person-after-${change}`)
    }
    await staff.goto(`${issuer}${revoking}`)
    await seen(staff, 'conflict')
    await staff.goto(`${issuer}/staff/offers/00000000000000000000000000000000`)
    await seen(staff, 'not-found')
  })
}
