import type { Page, Request } from '@playwright/test'
import { button, collectOffer, cutEverything, goOn, heading, pressing, visit, type Scene, type Turn } from './cut-runs.ts'
import { expect, test } from './neighbourhood.ts'

const prepare = (scene: Scene): Promise<void> => collectOffer(scene, 'residency', 'ALD-1022')
const formOf = ({ urls }: Scene): string => `${urls['council-website']}/aldermoor/blue-badge-renewal`
const filled = (page: Page) => page.getByText(/We filled in \d+ answers from your/)
const continues = (page: Page) => page.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' })

/** A visit to the form of its own: what an earlier one left would be shown again. */
async function visitForm(scene: Scene, page: Page): Promise<void> {
  const form = formOf(scene)
  await expect(async () => {
    await page.goto(form)
    await page.evaluate(() => sessionStorage.clear())
  }).toPass()
  await page.context().clearCookies({ name: 'cf_form' })
  await visit(page, form)
  await page.getByLabel('Badge number').fill('AB12CD')
}

/** A request of the form, on this device or another. */
async function ask(page: Page, where: 'On this device' | 'On another device'): Promise<void> {
  await page.getByLabel(where).check({ timeout: 3000 })
  await continues(page).click({ timeout: 3000 })
}

/** How often there was each kind of entry. */
async function entriesOf({ page, urls }: Scene): Promise<readonly string[]> {
  await page.goto(`${urls.wallet}/activity`)
  await heading(page, 'Activity').waitFor()
  await page.locator('.wallet-activity li').first().waitFor()
  return page.locator('.wallet-activity h2').allInnerTexts()
}

async function copiesLeft({ page, urls }: Scene): Promise<number> {
  await page.goto(urls.wallet)
  await page.locator('.wallet-card a[href^="/credential/"]').first().click()
  await page.locator('main dl').first().waitFor()
  return Number(/(\d+) cop(?:y|ies) left/.exec(await page.locator('main').innerText())?.[1] ?? 0)
}

/** It is shared once; and what came of a request is one entry at most, and one copy. */
async function sharedOnce(scene: Scene, act: () => Promise<void>): Promise<void> {
  const { page, network, urls } = scene
  const [before, copies] = [await entriesOf(scene), await copiesLeft(scene)]
  const requests = new Set<string>()
  const note = (request: Request): unknown => request.url().startsWith(`${urls.verifier}/aldermoor/requests/`) && requests.add(request.url())
  page.on('request', note)
  network.resume()
  await act()
  await network.pause(page)
  page.off('request', note)
  const fresh = (await entriesOf(scene)).slice(0, -before.length)
  expect(fresh.filter((entry) => entry.startsWith('Shared with'))).toHaveLength(1)
  expect(fresh.length).toBeLessThanOrEqual(requests.size)
  expect(copies - (await copiesLeft(scene))).toBeLessThanOrEqual(requests.size)
}

const ended = (page: Page) => heading(page, 'This request has ended')
const sharing = (page: Page): readonly Turn[] => [button(page, 'Share'), button(page, 'Try again')]

async function shareHere(scene: Scene): Promise<void> {
  const { page } = scene
  await sharedOnce(scene, async () => {
    await visitForm(scene, page)
    const askAgain: Turn = { sees: continues(page), does: () => ask(page, 'On this device') }
    await goOn([...sharing(page), askAgain, button(page, 'Choose again'), { sees: ended(page), does: () => page.getByRole('button', { name: 'Go back to the form' }).click() }], filled(page))
    await expect(page.getByLabel('Badge number')).toHaveValue('AB12CD')
  })
}

/** Another device. */
async function newDesk(page: Page): Promise<Page> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('this page has no browser')
  return (await browser.newContext()).newPage()
}

async function shareThere(scene: Scene): Promise<void> {
  const { page, urls } = scene
  const desk = await newDesk(page)
  await sharedOnce(scene, async () => {
    await visitForm(scene, desk)
    const askAgain = async (): Promise<void> => {
      await goOn([pressing(desk.locator('counterfoil-prefill').getByRole('button', { name: 'Cancel' })), { sees: continues(desk), does: () => ask(desk, 'On another device') }], desk.locator('.cf-code'))
      await visit(page, `${urls.wallet}/add`)
    }
    const type: Turn = {
      sees: page.getByLabel('Type a code or paste a link'),
      does: async () => {
        await page.getByLabel('Type a code or paste a link').fill(await desk.locator('.cf-code').innerText(), { timeout: 3000 })
        await page.getByRole('button', { name: 'Open' }).click({ timeout: 3000 })
      },
    }
    // The form knows by then that an answer came, and wants the number that nobody has.
    const askAgainThere = (): Promise<void> => desk.locator('counterfoil-prefill input[inputmode=numeric]').waitFor().then(askAgain)
    await askAgain()
    const number = heading(page, /\d\d$/)
    await goOn([...sharing(page), type, { sees: ended(page), does: askAgainThere }], number)
    await desk.locator('counterfoil-prefill input[inputmode=numeric]').fill((await number.innerText()).trim().slice(-3))
    await desk.locator('counterfoil-prefill button').first().click()
    await expect(filled(desk)).toBeVisible()
    await expect(desk.getByLabel('Badge number')).toHaveValue('AB12CD')
  })
  await desk.context().close()
}

async function erase(scene: Scene): Promise<void> {
  const { page, urls, network } = scene
  await visitForm(scene, page)
  await ask(page, 'On this device')
  await goOn(sharing(page), filled(page))
  const entries = (await entriesOf(scene)).length
  network.resume()
  const askNow = page.getByRole('button', { name: /^Ask .* to erase it now$/ })
  await goOn([pressing(askNow), pressing(page.getByRole('link', { name: /^Ask for it to be erased/ }).first())], page.getByRole('heading', { name: /receipt/i }))
  await network.pause(page)
  await page.goto(`${urls.wallet}/activity`)
  await expect(page.locator('.wallet-activity li')).toHaveCount(entries)
  await expect(page.locator('.wallet-activity li').first().getByRole('link', { name: /^See the receipt/ })).toBeVisible()
}

test('sharing with a form on this device: whatever is cut, and wherever the page dies, the form fills in, and each request is one entry', ({ neighbourhood, browser }) => cutEverything(neighbourhood, browser, { prepare, run: shareHere }))
test('sharing with a form on another device: the same', ({ neighbourhood, browser }) => cutEverything(neighbourhood, browser, { prepare, run: shareThere }))
test('asking for it to be erased: whatever is cut, and wherever the page dies, one receipt comes', ({ neighbourhood, browser }) => cutEverything(neighbourhood, browser, { prepare, run: erase }))
