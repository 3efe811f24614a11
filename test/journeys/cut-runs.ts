import type { Browser, Locator, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { councilSystem, type CouncilSystem } from './council-system.ts'
import { CutNetwork, mishaps, type Cut, type Mishap } from './cut-network.ts'
import { expect, test } from './neighbourhood.ts'

/** What a citizen who is shown this does. */
export interface Turn {
  readonly sees: Locator
  readonly does: () => Promise<unknown>
}

const mostTurns = 80

/** Does what the screen says until it shows the end. What is pressed may be gone a moment later, as a page is that dies. */
export async function goOn(turns: readonly Turn[], end: Locator): Promise<void> {
  const anything = turns.reduce((any, { sees }) => any.or(sees), end)
  for (let turn = 0; turn < mostTurns; turn += 1) {
    await anything.first().waitFor()
    if (await end.isVisible()) return
    for (const { sees, does } of turns) {
      if (!(await sees.isVisible())) continue
      await does().catch(() => null)
      await sees.waitFor({ state: 'hidden', timeout: 1500 }).catch(() => null)
      break
    }
  }
  throw new Error('It never came to an end.')
}

/** One wallet on a network that can be cut. */
export interface Scene {
  readonly page: Page
  readonly network: CutNetwork
  readonly system: CouncilSystem
  readonly urls: Neighbourhood['places']['urls']
}

export async function begin(neighbourhood: Neighbourhood, browser: Browser): Promise<Scene> {
  const { urls } = neighbourhood.places
  // What a service worker fetches for another day is no step.
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const names = new Map(Object.entries(urls).map(([name, url]) => [new URL(url).origin, name]))
  return { page: await context.newPage(), network: await CutNetwork.around(context, { names, watched: urls.wallet }), system: await councilSystem(neighbourhood), urls }
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name })
/** Presses what has this name, which may be gone before that. */
export const pressing = (found: Locator): Turn => ({ sees: found, does: () => found.click({ timeout: 3000 }) })
export const button = (page: Page, name: string | RegExp): Turn => pressing(page.getByRole('button', { name, exact: true }))

/** Goes there; a page that dies at that moment takes along where it was going. */
export const visit = (page: Page, address: string): Promise<void> => expect(async () => void (await page.goto(address))).toPass()

export async function countHeld(page: Page, wallet: string): Promise<number> {
  await visit(page, wallet)
  await page.locator('.wallet-card').or(page.getByText('You have no credentials yet.')).first().waitFor()
  return page.locator('.wallet-card').count()
}

/** Types the code where it is asked for. */
export const typeCode = (page: Page, txCode: string): Turn => ({
  sees: page.getByRole('button', { name: 'Collect' }),
  does: async () => {
    await page.getByLabel('Enter the code the council gave you').fill(txCode, { timeout: 3000 })
    await page.getByRole('button', { name: 'Collect' }).click({ timeout: 3000 })
  },
})

/** Collects an offer of the council's system, up to the end of it. */
export async function collectOffer({ page, system }: Scene, type: string, person: string): Promise<void> {
  const { link, txCode } = await system.offer(type, person)
  await visit(page, link)
  await goOn([typeCode(page, txCode), button(page, 'Try again'), button(page, 'Yes, keep it')], heading(page, 'Credential kept'))
}

/** Collects by signing in at a council, up to the end of it. */
export async function collectHere({ page, urls }: Scene): Promise<void> {
  await visit(page, `${urls.wallet}/councils`)
  const links = [/^Aldermoor/, 'Residency'].map((name) => pressing(page.locator('main').getByRole('link', { name })))
  const buttons = [/^Sign in with/, /^Bryn Testwick/, 'Try again', 'Yes, keep it'].map((name) => button(page, name))
  await goOn([...links, ...buttons, pressing(page.locator('#allow'))], heading(page, 'Credential kept'))
}

const changes = (step: string): boolean => /^POST (?!ledger)/.test(step)
/** What the ledger or a list said a moment ago need not be asked for again: it depends on the time that a run takes. */
const isKeptAWhile = (step: string): boolean => /^POST ledger|\/status-lists\//.test(step)
/** What nobody waits for may come too late to be cut. */
const isAwaited = (step: string): boolean => !step.endsWith('/notification')

/** What is cut, and what is done each time. */
export interface Cutting {
  /** Once, in each browser that there is. */
  readonly prepare?: (scene: Scene) => Promise<void>
  readonly run: (scene: Scene) => Promise<void>
}

/** Every request that there was in a first run is cut in every way. What isn't asked for again in one run is cut in another. */
export async function cutEverything(neighbourhood: Neighbourhood, browser: Browser, { prepare = async () => {}, run }: Cutting): Promise<void> {
  const open = async (): Promise<Scene> => {
    const scene = await begin(neighbourhood, browser)
    await prepare(scene)
    return scene
  }
  const first = await open()
  await run(first)
  const steps = [...new Set(first.network.steps)].filter(isAwaited)
  expect(steps.length).toBeGreaterThan(0)
  const asking = steps.filter((step) => !changes(step))
  await test.step(asking.join(), async () => {
    // A wallet that knows nothing yet asks for all of them; what it can do without is asked for once, and so is cut once.
    let left = cutsOf(asking)
    for (let idle = 0; left.length > 0 && idle < 2; ) {
      const fresh = await open()
      fresh.network.plan(left)
      await run(fresh)
      idle = fresh.network.left.length < left.length ? 0 : idle + 1
      left = [...fresh.network.left]
      await fresh.page.context().close()
    }
    expect(left.filter(({ step }) => !isKeptAWhile(step)), 'never asked for').toEqual([])
  })
  const doing = steps.filter(changes)
  for (const which of [['lost on its way', 'answer lost'], ['killed before', 'killed after']] as const) {
    await test.step(`${doing.join()}: ${which.join()}`, async () => {
      first.network.plan(cutsOf(doing, which))
      for (let left = Infinity; first.network.left.length > 0; left = first.network.left.length) {
        expect(first.network.left.length, `never asked for: ${JSON.stringify(first.network.left)}`).toBeLessThan(left)
        await run(first)
      }
    })
  }
  expect([...first.network.strangers]).toEqual([])
}

/** For what can be done but once in a wallet: each way of cutting has one of its own, in which every request of a first run is cut that way. */
export async function cutAtOnce(neighbourhood: Neighbourhood, browser: Browser, { prepare = async () => {}, run }: Cutting): Promise<void> {
  const steps = new Set<string>()
  for (const mishap of [null, ...mishaps]) {
    await test.step(mishap ?? 'nothing cut', async () => {
      const scene = await begin(neighbourhood, browser)
      await prepare(scene)
      scene.network.plan(mishap === null ? [] : cutsOf([...steps], [mishap]))
      scene.network.resume()
      await run(scene)
      await scene.network.pause(scene.page)
      if (mishap === null) for (const step of scene.network.steps.filter(isAwaited)) steps.add(step)
      expect(steps.size).toBeGreaterThan(0)
      // What the wallet can do without is cut once, and may not be asked for again.
      expect(scene.network.left.filter(({ step }) => changes(step)), 'never asked for').toEqual([])
      expect([...scene.network.strangers]).toEqual([])
      await scene.page.context().close()
    })
  }
}

/** For what one wallet can do again and again without anybody signing in: each request of a first run is cut in each way, one way after the other. */
export async function cutAgainAndAgain(scene: Scene, run: (scene: Scene) => Promise<void>): Promise<void> {
  await run(scene)
  const steps = [...new Set(scene.network.steps)].filter(isAwaited)
  expect(steps.filter(changes).length).toBeGreaterThan(0)
  for (const mishap of mishaps) {
    await test.step(`${steps.join()}: ${mishap}`, async () => {
      scene.network.plan(cutsOf(steps, [mishap]))
      const left = (): readonly Cut[] => scene.network.left.filter(({ step }) => changes(step))
      for (let before = Infinity; left().length > 0; before = left().length) {
        expect(left().length, `never asked for: ${JSON.stringify(left())}`).toBeLessThan(before)
        await run(scene)
      }
    })
  }
  expect([...scene.network.strangers]).toEqual([])
}

const cutsOf = (steps: readonly string[], which: readonly Mishap[] = mishaps): Cut[] => steps.flatMap((step) => which.map((mishap) => ({ step, mishap })))
