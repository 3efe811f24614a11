import type { Page } from '@playwright/test'
import { councilSystem } from './council-system.ts'
import { expect, test } from './neighbourhood.ts'
import { ReadAloud } from './read-aloud.ts'

const primary = (page: Page) => page.locator('main .govuk-button').first()
const summary = (page: Page) => page.locator('.govuk-error-summary')
const [share, notNow] = [0, 1]

/** Presses one of the two answers of a consent screen. */
async function answer(wallet: Page, which: number): Promise<void> {
  // The wallet ignores a press that comes before anybody could have read the screen.
  await wallet.waitForTimeout(600)
  await wallet.locator('.wallet-equal button').nth(which).click()
}

for (const { lang, locale, heading } of [
  { lang: 'en', locale: 'en-GB', heading: 'What a screen reader meets while a credential is collected, shared and backed up, and somebody helps' },
  { lang: 'cy', locale: 'cy-GB', heading: 'The same in Welsh' },
] as const) {
  test(`what is collected with a code and shared is read in its order (${lang})`, async ({ neighbourhood, browser }) => {
    const { urls } = neighbourhood.places
    const system = await councilSystem(neighbourhood)
    const own = () => browser.newContext({ locale, viewport: { width: 1280, height: 720 } })
    const wallet = await (await own()).newPage()
    const aloud = new ReadAloud(heading)
    const hear = (screen: string): Promise<void> => aloud.hearFromHeading(wallet, screen)

    const offered = async (person: string): Promise<string> => {
      const { link, txCode } = await system.offer('residency', person)
      await wallet.goto(link)
      await expect(wallet.locator('#tx-code')).toBeVisible()
      return txCode
    }
    const collect = async (code: string): Promise<void> => {
      await wallet.locator('#tx-code').fill(code)
      await primary(wallet).click()
      await expect(wallet).toHaveURL(/\/confirm\//)
      await expect(wallet.locator('main dl')).toBeVisible()
    }
    const keep = async (): Promise<void> => {
      await primary(wallet).click()
      await expect(wallet.locator('main dl')).toBeHidden()
    }
    /** What happens within one second stands in no order among the activities. */
    const nextSecond = async (): Promise<void> => void (await wallet.waitForFunction((second) => Math.floor(Date.now() / 1000) > second, Math.floor(Date.now() / 1000)))
    /** A form on another device, whose code is typed. */
    const askThere = async (): Promise<Page> => {
      const desk = await (await own()).newPage()
      await desk.goto(`${urls['council-website']}/aldermoor/blue-badge-renewal?lang=${lang}`)
      await desk.locator('counterfoil-prefill input[value=cross_device]').check()
      await desk.locator('counterfoil-prefill button').last().click()
      const code = await desk.locator('.cf-code').innerText()
      await wallet.goto(`${urls.wallet}/add`)
      await wallet.locator('#given').fill(code)
      await primary(wallet).click()
      await expect(wallet.locator('.wallet-equal')).toBeVisible()
      return desk
    }

    await test.step('collecting with a code of the council', async () => {
      const code = await offered('ALD-1022')
      await hear('an offer with a code')
      await primary(wallet).click()
      await expect(summary(wallet)).toBeFocused()
      await aloud.hear(wallet, 'an offer, no code entered')
      await wallet.locator('#tx-code').fill(code === '000000' ? '111111' : '000000')
      await primary(wallet).click()
      await expect(summary(wallet)).toBeFocused()
      await aloud.hear(wallet, 'an offer, a wrong code')
      await collect(code)
      await hear('confirm')
      await keep()
      await hear('kept')
      await nextSecond()
    })
    await test.step('a form asks, and nothing is shared', async () => {
      const desk = await askThere()
      await hear('a form asks')
      await answer(wallet, notNow)
      await expect(wallet.locator('.wallet-equal')).toBeHidden()
      await hear('refused')
      await nextSecond()
      await desk.context().close()
    })
    await test.step('it asks again, and there are two that fit', async () => {
      await collect(await offered('ALD-1014'))
      await keep()
      await nextSecond()
      const desk = await askThere()
      const choices = wallet.locator('[id^=which-]')
      await expect(choices).toHaveCount(2)
      await hear('a form asks, and two credentials fit')
      await choices.last().check()
      await aloud.hear(wallet, 'a form asks, and the other one is chosen')
      await answer(wallet, share)
      await expect(wallet.locator('.wallet-equal')).toBeHidden()
      await hear('shared')
      await desk.context().close()
    })
    await test.step('what was shared is asked to be erased', async () => {
      await wallet.goto(`${urls.wallet}/activity`)
      await expect(wallet.locator('.wallet-activity li')).toHaveCount(4)
      await aloud.hear(wallet, 'activity, with what was shared')
      await wallet.locator('.wallet-activity a[href^="/erase/"]').click()
      await expect(wallet.locator('main details')).toBeVisible()
      await hear('erase')
      await primary(wallet).click()
      await expect(wallet.locator('main h2[tabindex="-1"]')).toBeFocused()
      await aloud.hear(wallet, 'erase, and the receipt came')
    })
    await test.step('a backup is made', async () => {
      await wallet.goto(`${urls.wallet}/backup`)
      for (const field of ['new-passphrase', 'same-passphrase']) await wallet.locator(`#${field}`).fill('four words of mine')
      const saving = wallet.waitForEvent('download')
      await primary(wallet).click()
      await saving
      await expect(wallet.locator('main .govuk-button')).toHaveCount(2)
      await hear('backup, and its file was handed over')
      await primary(wallet).click()
      await expect(primary(wallet)).toHaveAttribute('href', '/settings')
      await hear('backup made')
    })
    await test.step('somebody helps', async () => {
      await wallet.goto(`${urls.wallet}/helper`)
      await wallet.locator('#helper-name').fill('Sam')
      await primary(wallet).click()
      await expect(wallet.locator('.wallet-helper')).toBeVisible()
      await expect(wallet.locator('.wallet-card')).toHaveCount(2)
      // When it was looked up, and from when on it may be renewed: both of both.
      await expect(wallet.locator('.wallet-card .govuk-body-s')).toHaveCount(4)
      await hear('helped')
      await wallet.locator('.wallet-card a').first().click()
      await expect(wallet.locator('main dl').first()).toBeVisible()
      await hear('helped, a credential')
      await askThere()
      await hear('helped, a form asks')
      await answer(wallet, share)
      await expect(summary(wallet)).toBeFocused()
      await aloud.hear(wallet, 'helped, and the citizen did not say so themselves')
      await wallet.locator('.wallet-helper button').click()
      await expect(wallet.locator('.wallet-helper')).toBeHidden()
      await hear('help ended')
    })
    aloud.expectKept(`test/journeys/read-aloud-sharing.${lang}.md`)
  })
}
