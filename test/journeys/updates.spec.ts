import type { Page } from '@playwright/test'
import { look, lookInWelsh } from './look.ts'
import { askFromForm, collect, expect, offerResidency, share, signInAsStaff, tellForm, test, type Offer } from './neighbourhood.ts'
import { serveRenewedWallet, versionIn, type RenewedWallet } from './renewed-wallet.ts'

const served = (page: Page) => page.waitForFunction(() => navigator.serviceWorker.controller !== null)
const isReady = (page: Page) => page.getByText('A newer version of this wallet is ready.')
// Chromium has a version take over when the one before has done its work, and waits five minutes for that where a fetch of it was cut off.
const timeout = 330_000
test.describe.configure({ timeout: 3 * timeout })
const version = (page: Page) => expect.poll(() => page.evaluate(versionIn).catch(() => 'loading'), { timeout })
const at = ({ origin }: RenewedWallet, { link, txCode }: Offer): Offer => ({ link: `${origin}${new URL(link).pathname}${new URL(link).search}`, txCode })

/** The page as it is when its tab is not in front. */
const lookAway = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })

test('a newer version waits for a code that is half typed in another tab, says that it is ready, and takes over when all is done', async ({ neighbourhood, browser, page: staff }) => {
  await signInAsStaff(neighbourhood, staff)
  const wallet = await serveRenewedWallet(neighbourhood)
  const offer = at(wallet, await offerResidency(staff, 'Hana'))
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const [collecting, home] = [await context.newPage(), await context.newPage()]
  await home.goto(wallet.origin)
  await served(home)
  await collecting.goto(offer.link)
  const code = collecting.getByLabel('Enter the code the council gave you')
  await code.fill(offer.txCode.slice(0, 3))

  wallet.deploy()
  await home.reload()
  await expect(isReady(home)).toBeVisible()
  await look(home, 'wallet-newer-ready')
  await lookInWelsh(home, 'wallet-newer-ready')
  await home.getByRole('button', { name: 'Update now' }).click()
  await expect(home.getByText('Something is not finished, here or in another tab.')).toBeVisible()
  await look(home, 'wallet-newer-waits')
  await home.reload()
  await expect(isReady(home)).toBeVisible()
  await version(home).toBe('0')

  // Nothing of it is at the server any more: all of it comes out of what the browser has.
  await expect(code).toHaveValue(offer.txCode.slice(0, 3))
  await code.fill(offer.txCode)
  await collecting.getByRole('button', { name: 'Collect' }).click()
  await collecting.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(collecting.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
  await version(collecting).toBe('0')
  await collecting.getByRole('link', { name: 'Go to your credentials' }).click()
  await expect(collecting.getByText('Active')).toBeVisible()

  await home.getByRole('button', { name: 'Update now' }).click()
  await version(home).toBe('1')
  await version(collecting).toBe('1')
  for (const page of [home, collecting]) {
    await expect(page.getByText('Active')).toBeVisible()
    await expect(isReady(page)).toBeHidden()
  }
  await context.close()
  await wallet.close()
})

test('a newer version does not take over while a consent is open, and nothing of it is lost', async ({ neighbourhood, browser, page: staff }) => {
  await signInAsStaff(neighbourhood, staff)
  const wallet = await serveRenewedWallet(neighbourhood)
  const context = await browser.newContext()
  const [asked, home] = [await context.newPage(), await context.newPage()]
  await collect(asked, at(wallet, await offerResidency(staff, 'Kofi')))
  await served(asked)
  const desk = await askFromForm(wallet.around, browser, asked, 'brackenfield')
  const optional = asked.getByRole('checkbox').first()
  await optional.check()

  wallet.deploy()
  await home.goto(wallet.origin)
  await expect(isReady(home)).toBeVisible()
  await lookAway(home)
  await home.getByRole('button', { name: 'Update now' }).click()
  await expect(home.getByText('Something is not finished, here or in another tab.')).toBeVisible()
  await version(home).toBe('0')
  await expect(optional).toBeChecked()
  await share(asked)
  await tellForm(desk, asked)
  await expect(desk.getByLabel('First name')).toHaveValue('Kofi')
  await context.close()
  await wallet.close()
})

test('a newer version takes over by itself when nobody looks; a page that is opened begins with it', async ({ neighbourhood, browser, page: staff }) => {
  await signInAsStaff(neighbourhood, staff)
  const wallet = await serveRenewedWallet(neighbourhood)
  const offer = at(wallet, await offerResidency(staff, 'Kofi'))
  const context = await browser.newContext()
  const home = await context.newPage()
  await home.goto(wallet.origin)
  await served(home)

  wallet.deploy()
  await home.reload()
  await expect(isReady(home)).toBeVisible()
  // As often as its minute comes round.
  await expect(async () => {
    await lookAway(home)
    expect(await home.evaluate(versionIn)).toBe('1')
  }).toPass({ timeout })

  await test.step('what was found by a visit before is there when it is opened next, by whichever link', async () => {
    wallet.deploy()
    await home.reload()
    await expect(isReady(home)).toBeVisible()
    await opens(home, `${wallet.origin}/activity`, '2')
    // By now nothing of the version before is left that could hold the next one up.
    await home.goto(offer.link)
    await expect(home.getByLabel('Enter the code the council gave you')).toBeVisible()
    await version(home).toBe('2')
  })
  await context.close()
  await wallet.close()
})

/** Opened by an address, the wallet begins with a version. */
const opens = (page: Page, address: string, wanted: string): Promise<void> =>
  expect(async () => {
    await page.goto(address)
    expect(await page.evaluate(versionIn)).toBe(wanted)
  }).toPass({ timeout })

async function backAtPeople(staff: Page, { around }: RenewedWallet): Promise<Page> {
  await staff.goto(`${around.places.urls.issuer}/staff/people`)
  return staff
}

test('a session goes on when the wallet is renewed under it, with nothing left of what it came from; one that has not begun begins with the new', async ({ neighbourhood, browser, page: staff }) => {
  await signInAsStaff(neighbourhood, staff)
  const wallet = await serveRenewedWallet(neighbourhood)
  const offer = at(wallet, await offerResidency(staff, 'Lowri'))
  // Nothing keeps its parts but the page itself.
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  const loaded = new Set<string>()
  page.on('response', (response) => void (response.ok() ? loaded.add(response.url().split('/').at(-1) ?? '') : null))
  await page.goto(`${wallet.origin}/session`)
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('This is a council or shared computer.')).toBeVisible()
  await expect.poll(() => wallet.scripts.filter((name) => !loaded.has(name))).toEqual([])

  wallet.deploy()
  await page.getByRole('link', { name: 'Add or share' }).click()
  await page.getByLabel('Type a code or paste a link').fill(offer.link)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByLabel('Enter the code the council gave you').fill(offer.txCode)
  await page.getByRole('button', { name: 'Collect' }).click()
  await page.getByRole('button', { name: 'Yes, keep it' }).click()
  await page.getByRole('link', { name: 'Go to your credentials' }).click()
  await expect(page.getByText('Active')).toBeVisible()
  await page.getByRole('link', { name: 'Activity' }).click()
  await expect(page.locator('.wallet-activity li')).toHaveCount(1)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Cymraeg').check()
  await expect(page.locator('html')).toHaveAttribute('lang', 'cy')
  await page.getByLabel('English').check()
  const desk = await (await browser.newContext()).newPage()
  await desk.goto(`${wallet.around.places.urls['council-website']}/brackenfield/blue-badge-renewal`)
  await desk.getByLabel('Badge number').fill('AB12CD')
  await desk.getByLabel('On another device').check()
  await desk.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('link', { name: 'Add or share' }).click()
  await page.getByLabel('Type a code or paste a link').fill(await desk.locator('.cf-code').innerText())
  await page.getByRole('button', { name: 'Open' }).click()
  await share(page)
  await tellForm(desk, page)
  await expect(desk.getByLabel('First name')).toHaveValue('Lowri')
  expect(await page.evaluate(versionIn)).toBe('0')
  await page.getByRole('button', { name: 'Finish and wipe' }).click()
  await version(page).toBe('1')

  await test.step('a page that waited for its citizen since before', async () => {
    const offered = new URL(at(wallet, await offerResidency(await backAtPeople(staff, wallet), 'Lowri')).link)
    await page.goto(`${wallet.origin}/session${offered.search}`)
    await expect(page.getByRole('button', { name: 'Start' })).toBeVisible()
    wallet.deploy()
    await page.getByRole('button', { name: 'Start' }).click()
    await version(page).toBe('2')
    await page.getByRole('button', { name: 'Start' }).click()
    await expect(page.getByLabel('Enter the code the council gave you')).toBeVisible()
  })
  await context.close()
  await wallet.close()
})
