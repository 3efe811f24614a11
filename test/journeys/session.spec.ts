import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Locator, Page } from '@playwright/test'
import { searchApart } from '@counterfoil/invariants/canary/search-apart'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { expect, offerResidency, picture, signInAsStaff, test, type Offer } from './neighbourhood.ts'
import { openProfile, type ProfileBrowser } from './profile-browser.ts'

const banner = (page: Page) => page.getByText('This is a council or shared computer.')

/** A session at a council's counter: the offer's link, as the counter's computer opens it, and its code. */
async function collectInSession({ places }: Neighbourhood, page: Page, { link, txCode }: Offer): Promise<void> {
  await page.goto(`${places.urls.wallet}/session${new URL(link).search}`)
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(banner(page)).toBeVisible()
  await page.getByLabel('Enter the code the council gave you').fill(txCode)
  await page.getByRole('button', { name: 'Collect' }).click()
  await page.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(page.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
}

const databasesOf = (page: Page): Promise<(string | undefined)[]> => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))

/**
 * The wallet in a browser that was killed before. In some profiles Chromium's own storage then never answers again, databases, locks and service
 * workers alike, whatever page asks: null for such a one, which tells nothing of the wallet.
 */
async function openOnceMore(folder: string, wallet: string): Promise<ProfileBrowser | null> {
  const browser = await openProfile(folder)
  await browser.page.goto(wallet)
  if (await appears(browser.page.getByText('You have no credentials yet.'))) return browser
  const said = await Promise.race([browser.page.evaluate(whatAnswers), setTimeout(10_000, 'databases: "no answer"')])
  await browser.kill()
  if (!said.includes('databases: "no answer"')) throw new Error(`The wallet stays empty. ${said}`)
  return null
}

const appears = (what: Locator): Promise<boolean> => what.waitFor({ timeout: 30_000 }).then(() => true, () => false)

/** Which parts of the browser answer its page within a moment. */
async function whatAnswers(): Promise<string> {
  const silent = new Promise<string>((resolve) => void globalThis.setTimeout(() => resolve('no answer'), 3000))
  const ask = async (name: string, answer: Promise<unknown>): Promise<string> => `${name}: ${JSON.stringify(await Promise.race([answer.catch(String), silent]))}`
  const scripts = navigator.serviceWorker.getRegistrations().then((all) => all.map(({ active, installing, waiting }) => [active?.state, installing?.state, waiting?.state]))
  return (await Promise.all([ask('databases', indexedDB.databases()), ask('locks', navigator.locks.query()), ask('service worker', scripts), ask('network', fetch('/network.json').then(({ status }) => status))])).join(', ')
}

test('on a council’s computer a citizen collects, fills in a form and finishes; nothing stays there, nor after the browser is killed', async ({ neighbourhood, page: staff }) => {
  const { urls, recordsDir } = neighbourhood.places
  const row = readFileSync(join(recordsDir, 'aldermoor.csv'), 'utf8').split('\n').find((line) => line.includes('Kofi')) ?? ''
  const [reference = '', givenName = '', , birthDate = '', addressLine = '', , , postcode = ''] = row.split(',')
  const markers = Object.entries({ reference, givenName, birthDate, addressLine, postcode }).map(([name, value]) => ({ name, value }))
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-counter-'))
  const traces = (place: string): Promise<string[]> => searchApart({ places: [place], markers, spared: [] })

  await signInAsStaff(neighbourhood, staff)
  const counter = await openProfile(folder)
  await collectInSession(neighbourhood, counter.page, await offerResidency(staff, 'Kofi'))
  await counter.page.getByRole('link', { name: 'Go to your credentials' }).click()
  await expect(counter.page.getByText('Active')).toBeVisible()
  await expect(counter.page.getByText('Your wallet is not locked yet')).toBeHidden()
  await picture(counter.page, 'wallet-session-home')

  await test.step('a form in another tab is filled in from the same session', async () => {
    const form = await counter.context.newPage()
    await form.goto(`${urls['council-website']}/aldermoor/blue-badge-renewal`)
    const start = form.getByRole('button', { name: /Start now/ })
    if (await start.isVisible()) await start.click()
    await form.getByLabel('On this device').check()
    await form.getByRole('button', { name: 'Continue' }).first().click()
    await expect(form.getByRole('heading', { level: 1 })).toContainText('Share these facts')
    await expect(banner(form)).toBeVisible()
    await form.waitForTimeout(600)
    await form.getByRole('button', { name: 'Share', exact: true }).click()
    await expect(form.getByLabel('First name')).toHaveValue('Kofi')
    await form.close()
  })
  await test.step('finishing wipes, and the browser itself says so', async () => {
    await counter.page.getByRole('button', { name: 'Finish and wipe' }).click()
    await expect(counter.page.getByRole('heading', { name: 'Finished, and nothing is left' })).toBeVisible()
    expect(await databasesOf(counter.page)).toEqual([])
    expect(await counter.page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
    await picture(counter.page, 'wallet-session-finished')
  })
  await test.step('who sits down next goes back to no link of it', async () => {
    for (let entry = await counter.page.evaluate(() => history.length); entry > 1; entry -= 1) {
      await counter.page.goBack()
      expect(JSON.stringify(await counter.page.evaluate(() => history.state))).not.toContain('credential_offer')
      await expect(counter.page.getByText('Enter the code the council gave you')).toBeHidden()
    }
  })
  await test.step('nor is anything found on the disk', async () => {
    // What the search would find, had it been left.
    await counter.page.goto(urls.issuer)
    await counter.page.evaluate((value) => localStorage.setItem('left', value), addressLine)
    await counter.close()
    const found = await traces(folder)
    expect(found.length).toBeGreaterThan(0)
    // The fields of a form are of another origin: to open its tab again, Chromium writes them down. The last screen says so.
    expect(found.filter((trace) => !/Local Storage.* holds addressLine|\/Default\/Sessions\//.test(trace))).toEqual([])
  })

  let next: ProfileBrowser | null = null
  const profiles = [folder]
  while (next === null) {
    const another = mkdtempSync(join(tmpdir(), 'counterfoil-counter-'))
    profiles.push(another)
    const killed = await openProfile(another)
    await staff.goto(`${urls.issuer}/staff/people`)
    await collectInSession(neighbourhood, killed.page, await offerResidency(staff, 'Kofi'))
    expect(await databasesOf(killed.page)).toEqual(['counterfoil-wallet-session'])
    await killed.kill()
    expect(await traces(another)).toEqual([])
    next = await openOnceMore(another, urls.wallet)
    expect(profiles.length, 'Chromium’s storage answered in none of the profiles').toBeLessThan(5)
  }
  expect(await databasesOf(next.page)).toEqual(['counterfoil-wallet'])
  await next.close()
  for (const left of profiles) rmSync(left, { recursive: true, force: true })
})
