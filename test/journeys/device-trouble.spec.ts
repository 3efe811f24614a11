import type { Page } from '@playwright/test'
import { goAhead } from './clocks.ts'
import { councilSystem } from './council-system.ts'
import { look, lookInWelsh } from './look.ts'
import { askFromForm, collect, expect, share, tellForm, test } from './neighbourhood.ts'

const year = 365 * 86_400
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

test('a clock that is a year ahead, and one that is a year behind: it is told, and all goes on by the right time', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await (await browser.newContext()).newPage()
  const wrong = wallet.getByText(/^The clock of this device says/)
  const system = await councilSystem(neighbourhood)
  const shareAndFill = async (): Promise<void> => {
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await share(wallet)
    await tellForm(desk, wallet)
    await expect(desk.getByText(/We filled in \d+ answers from your/)).toBeVisible()
  }
  await goAhead(wallet, year + 86_400)
  await test.step('ahead: what would have expired is collected, active and shared', async () => {
    await wallet.goto(urls.wallet)
    await expect(wrong).toBeVisible()
    await look(wallet, 'wallet-clock-wrong')
    await lookInWelsh(wallet, 'wallet-clock-wrong')
    await collect(wallet, await system.offer('residency', 'ALD-1022'))
    await wallet.goto(urls.wallet)
    await expect(wallet.locator('.wallet-card .govuk-tag--green')).toBeVisible()
    await shareAndFill()
  })
  await goAhead(wallet, -2 * (year + 86_400))
  await test.step('behind: what is not yet is collected, and shared; and the record has the right days', async () => {
    await wallet.goto(urls.wallet)
    await expect(wrong).toBeVisible()
    await expect(wallet.locator('.wallet-card .govuk-tag--green')).toBeVisible()
    await collect(wallet, await system.offer('residency', 'ALD-1022'))
    await shareAndFill()
    await wallet.goto(`${urls.wallet}/activity`)
    const times = wallet.locator('.wallet-activity time')
    await expect(times).toHaveCount(4)
    const today = new Date().getFullYear()
    for (const time of await times.all()) expect(await time.getAttribute('datetime')).toMatch(new RegExp(`^${today}-`))
  })
})

/** As a browser clears site data while a page is open. */
async function wipe(page: Page, origin: string): Promise<void> {
  await (await page.context().newCDPSession(page)).send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
}

/** Chromium looks at its quota only now and then, so that it can't be used up at an instant: what it says then is said for it. */
const refuse = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.assign(globalThis, { putAsEver: Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') })
    const value = (): never => {
      throw new DOMException('There is no room.', 'QuotaExceededError')
    }
    Object.defineProperty(IDBObjectStore.prototype, 'put', { value, configurable: true })
  })
const allow = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(IDBObjectStore.prototype, 'put', (globalThis as unknown as { readonly putAsEver: PropertyDescriptor }).putAsEver)
  })

test('no room is left, at each step of collecting and of sharing: it is told, nothing is sent, and it goes on once there is room', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await (await browser.newContext()).newPage()
  const system = await councilSystem(neighbourhood)
  const full = heading(wallet, 'There is no room left on this device')
  const tryAgain = wallet.getByRole('button', { name: 'Try again' })
  const issued = await system.issued()
  const { link, txCode } = await system.offer('residency', 'ALD-1022')
  const collectNow = async (): Promise<void> => {
    await wallet.getByLabel('Enter the code the council gave you').fill(txCode)
    await wallet.getByRole('button', { name: 'Collect' }).click()
  }
  await test.step('before anything is sent', async () => {
    await wallet.goto(link)
    await expect(wallet.getByLabel('Enter the code the council gave you')).toBeVisible()
    await refuse(wallet)
    await collectNow()
    await expect(full).toBeVisible()
    await look(wallet, 'wallet-storage-full')
    await lookInWelsh(wallet, 'wallet-storage-full')
    expect(await system.issued()).toBe(issued)
    await allow(wallet)
  })
  for (const answer of ['token', 'credential']) {
    await test.step(`when the answer comes that has the ${answer}`, async () => {
      const path = `**/aldermoor/${answer}`
      await wallet.route(path, async (route) => {
        const response = await route.fetch()
        await refuse(wallet)
        await route.fulfill({ response })
      })
      await tryAgain.click()
      await collectNow()
      await expect(full).toBeVisible()
      await wallet.unroute(path)
      await allow(wallet)
    })
  }
  await test.step('and then the credential is there, once', async () => {
    await tryAgain.click()
    await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
    await expect(heading(wallet, 'Credential kept')).toBeVisible()
    expect(await system.issued()).toBe(issued + 1)
  })
  await test.step('sharing', async () => {
    const sent: string[] = []
    wallet.on('request', (request) => void (request.url().includes('/responses/') && sent.push(request.url())))
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await expect(heading(wallet, /^Share these facts/)).toBeVisible()
    await refuse(wallet)
    await share(wallet)
    await expect(full).toBeVisible()
    expect(sent).toEqual([])
    await allow(wallet)
    await tryAgain.click()
    await share(wallet)
    await tellForm(desk, wallet)
    await expect(desk.getByText(/We filled in \d+ answers from your/)).toBeVisible()
    await wallet.goto(urls.wallet)
    await expect(wallet.locator('.wallet-card')).toHaveCount(1)
  })
})

test('site data is cleared while the wallet is open: it is told, nothing is sent, and the wallet begins anew', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await (await browser.newContext()).newPage()
  await collect(wallet, await (await councilSystem(neighbourhood)).offer('residency', 'ALD-1022'))
  await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
  await expect(heading(wallet, /^Share these facts/)).toBeVisible()
  await wipe(wallet, urls.wallet)
  await expect(heading(wallet, 'What this browser kept for the wallet was deleted')).toBeVisible()
  await expect(wallet.getByRole('button', { name: 'Share', exact: true })).toBeHidden()
  await look(wallet, 'wallet-storage-wiped')
  await wallet.getByRole('button', { name: 'Try again' }).click()
  // It loads itself again in a moment, which may come between.
  await expect(async () => {
    await wallet.goto(urls.wallet)
    await expect(wallet.getByText('You have no credentials yet.')).toBeVisible({ timeout: 5000 })
  }).toPass()
  await expect(wallet.getByRole('link', { name: 'Restore from a backup' })).toBeVisible()
})
