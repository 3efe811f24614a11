import type { Page } from '@playwright/test'
import { copyIntoVault } from './many-credentials.ts'
import { startOutsideWorld, type OutsideWorld } from './outside-world.ts'
import { ReadAloud } from './read-aloud.ts'
import { expect, test } from './strict-policy.ts'

let world: OutsideWorld
test.beforeAll(async () => {
  world = await startOutsideWorld()
})
test.afterAll(() => world?.close())

const primary = (page: Page) => page.locator('main .govuk-button').first()
const summary = (page: Page) => page.locator('.govuk-error-summary')
const words = 'four words of mine'

/** The words of a screen that was waited for are there, and those of waiting aren't. */
const isThere = async (page: Page): Promise<void> => {
  await expect(page.locator('h1')).toBeVisible()
  await expect(page.locator('h1')).not.toHaveText(/…$/)
}

/** Each way to stand but "can't tell", which the credential itself has: as its list last said, for that can't be had. */
const inEachState = (day: number) => {
  const standing = (state: string) => ({ state, checkedAt: day, list: { issuedAt: day, usableUntil: day + 30 * 86_400 } })
  const status = { uri: `${world.identifier}/no-list`, index: 1 }
  return [
    { id: 'active', suffix: 'A', changes: { status, standing: standing('active'), receivedAt: day - 86_400 } },
    { id: 'suspended', suffix: 'B', changes: { status, standing: standing('suspended'), receivedAt: day - 2 * 86_400 } },
    { id: 'withdrawn', suffix: 'C', changes: { status, standing: standing('withdrawn'), receivedAt: day - 3 * 86_400 } },
    { id: 'expired', suffix: 'D', changes: { expiresAt: day - 86_400, receivedAt: day - 4 * 86_400 } },
  ]
}

for (const { lang, locale, heading } of [
  { lang: 'en', locale: 'en-GB', heading: 'What a screen reader meets in the wallet, and where Tab leads' },
  { lang: 'cy', locale: 'cy-GB', heading: 'The same in Welsh' },
] as const) {
  test.describe(lang, () => {
    test.use({ locale, viewport: { width: 1280, height: 720 } })

    test('the screens of the wallet are read in their order', async ({ page }) => {
      const { wallet } = world
      const aloud = new ReadAloud(heading)
      const open = async (path: string): Promise<void> => {
        await page.goto(`${wallet}${path}`)
        await isThere(page)
      }

      await test.step('a wallet that is opened for the first time', async () => {
        await open('/')
        await expect(primary(page)).toHaveAttribute('href', '/add')
        await aloud.hear(page, 'first run')
        for (const screen of ['add', 'activity', 'settings', 'people', 'helper', 'backup', 'restore', 'nowhere']) {
          await open(`/${screen}`)
          if (screen === 'settings') await expect(page.locator('main dl')).toBeVisible()
          await aloud.hear(page, screen)
        }
        // These say first that they look something up.
        for (const screen of ['lost-phone', 'collect-again', 'councils']) {
          await open(`/${screen}`)
          if (screen === 'lost-phone') await expect(page.locator('#council-L')).toBeVisible()
          await aloud.hearFromHeading(page, screen)
        }
      })
      await test.step('what is wrong', async () => {
        for (const [screen, field] of [['add', '#given'], ['people', '#person-own'], ['helper', '#helper-name'], ['lost-phone', '#council-L']] as const) {
          await open(`/${screen}`)
          await expect(page.locator(field)).toBeVisible()
          await primary(page).click()
          await expect(summary(page)).toBeFocused()
          await aloud.hear(page, `${screen}, nothing entered`)
        }
        await open('/offer?credential_offer_uri=https%3A%2F%2Fexample.org%2Foffer')
        await aloud.hearFromHeading(page, 'an offer of somebody unknown')
        await open('/authorize?client_id=nonsense')
        await aloud.hearFromHeading(page, 'a request that makes no sense')
      })
      await test.step('collecting', async () => {
        await page.goto(world.offerLink(world.issuer.offer('by-scope')))
        await isThere(page)
        await expect(primary(page)).toBeVisible()
        await aloud.hearFromHeading(page, 'an offer to who signs in')
        await primary(page).click()
        await page.getByPlaceholder('Enter any login').fill('ada')
        await page.getByPlaceholder('and password').fill('any')
        await page.locator('[type=submit]').click()
        await page.locator('[type=submit]').click()
        await expect(page).toHaveURL(/\/confirm\//)
        await expect(page.locator('main dl')).toBeVisible()
        await aloud.hearFromHeading(page, 'confirm')
        await primary(page).click()
        await expect(page.locator('main dl')).toBeHidden()
        await aloud.hearFromHeading(page, 'kept')
      })
      await test.step('what is held', async () => {
        await open('/')
        await expect(page.locator('.wallet-card')).toHaveCount(1)
        // The copies come below it, for each is of another day.
        await copyIntoVault(page, inEachState(await page.evaluate(() => Math.floor(Date.now() / 1000))))
        await open('/')
        await expect(page.locator('.wallet-card')).toHaveCount(5)
        await expect(page.locator('.wallet-card .govuk-tag')).toHaveCount(5)
        // Each was looked up, and for three there was no list to be had.
        await page.locator('main > button.govuk-button--secondary').click()
        await expect(page.locator('main [role=status]').last()).not.toBeEmpty()
        await aloud.hear(page, 'home, with a credential in each state')
        await page.locator('.wallet-card a[href$="/suspended"]').click()
        await expect(page.locator('main dl')).toBeVisible()
        await aloud.hearFromHeading(page, 'a credential that is suspended')
        await page.locator('.govuk-button--warning').click()
        await expect(page.locator('main dl')).toBeHidden()
        await aloud.hearFromHeading(page, 'a credential that was deleted')
        await open('/activity')
        await expect(page.locator('.wallet-activity li')).toHaveCount(1)
        await aloud.hear(page, 'activity, with an entry')
      })
      await test.step('locking', async () => {
        await open('/lock')
        await aloud.hearFromHeading(page, 'lock')
        for (const field of ['new-passphrase', 'same-passphrase']) await page.locator(`#${field}`).fill(words)
        await page.locator('main form [type=submit]').click()
        await expect(page.locator('.govuk-inset-text')).toBeFocused()
        await aloud.hear(page, 'lock, with a passphrase')
        await page.reload()
        await expect(page.locator('main input[type=password]')).toBeVisible()
        await aloud.hear(page, 'locked')
        await page.locator('main input[type=password]').fill('not these')
        await page.locator('main form [type=submit]').first().click()
        await expect(summary(page)).toBeFocused()
        await aloud.hear(page, 'locked, with a wrong passphrase')
      })
      aloud.expectKept(`test/journeys/read-aloud.${lang}.md`)
    })

    test('the screens of a session are read in their order', async ({ page }) => {
      const aloud = new ReadAloud(lang === 'en' ? 'What a screen reader meets in a session on a computer that isn’t the citizen’s' : 'The same in Welsh')
      await page.goto(`${world.wallet}/session`)
      await isThere(page)
      await aloud.hear(page, 'before it begins')
      await primary(page).click()
      await expect(page.locator('.wallet-session')).toBeVisible()
      await expect(page.locator('main a[href="/add"]')).toBeVisible()
      await aloud.hearFromHeading(page, 'a session')
      await page.locator('.wallet-session button').click()
      await expect(page).toHaveURL(/\/session\/finished$/)
      await expect(page.locator('main dl')).toBeVisible()
      await aloud.hearFromHeading(page, 'finished')
      aloud.expectKept(`test/journeys/read-aloud-session.${lang}.md`)
    })
  })
}
