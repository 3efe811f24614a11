import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { root } from '../support/source-files.ts'
import { brokenRules } from './axe.ts'
import { sticksOut } from './sticks-out.ts'

/** A way in which people see a screen; `rules` are those of axe whose answer it can change, `null` stands for all. */
interface Way {
  readonly name: string
  readonly rules: readonly string[] | null
  readonly enter: (page: Page) => Promise<unknown>
  readonly leave: (page: Page) => Promise<unknown>
  /** Only judged: a picture would show people little that they haven't seen. */
  readonly unpictured?: true
}

const media = (name: string, given: Parameters<Page['emulateMedia']>[0], back: Parameters<Page['emulateMedia']>[0], rules: Way['rules']): Way => ({
  name,
  rules,
  enter: (page) => page.emulateMedia(given),
  leave: (page) => page.emulateMedia(back),
})

const dark = media('dark', { colorScheme: 'dark' }, { colorScheme: 'light' }, ['color-contrast', 'link-in-text-block'])
const forcedColours: Way = { ...media('forced colours', { forcedColors: 'active' }, { forcedColors: 'none' }, ['color-contrast']), unpictured: true }
const asItIs: Way = { name: 'as it is', rules: null, enter: async () => {}, leave: async () => {} }

const narrow: Way = {
  name: '320 px',
  rules: ['target-size', 'scrollable-region-focusable'],
  enter: (page) => page.setViewportSize({ width: 320, height: 640 }),
  leave: (page) => page.setViewportSize({ width: 1280, height: 720 }),
}
// By script, as a browser's own setting for the size of text would.
const largeText: Way = {
  name: '200 % text',
  unpictured: true,
  rules: ['target-size'],
  enter: (page) => page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%')),
  leave: (page) => page.evaluate(() => document.documentElement.style.removeProperty('font-size')),
}
const print = media('print', { media: 'print' }, { media: 'screen' }, [])

const within = (outer: Way, name: string, inner: Way): Way => ({
  name: `${outer.name} ${name}`,
  unpictured: true,
  rules: inner.rules,
  enter: async (page) => {
    await outer.enter(page)
    await inner.enter(page)
  },
  leave: async (page) => {
    await inner.leave(page)
    await outer.leave(page)
  },
})

const everyWay = [asItIs, dark, forcedColours, narrow, largeText]
/** Each width in each scheme of colours: what a page shows on a telephone need not have been seen on a computer. */
const everyCombination = [asItIs, dark, forcedColours, narrow, within(narrow, 'in the dark', dark), within(narrow, 'with forced colours', forcedColours), within(narrow, 'with 200 % text', largeText), print]

/** What `look` writes into a test's annotations, for the reporter that counts. */
export const lookedAt = 'looked at'
export interface Look {
  readonly name: string
  readonly ways: readonly string[]
}

interface LookOptions {
  readonly ways?: readonly Way[]
  /** Also on paper. */
  readonly withPrint?: boolean
  /** A selector of what alone differs from a page that was looked at before: axe is asked about this. */
  readonly part?: string
  /** The one way of which a picture is taken. */
  readonly pictured?: string
  /** Leaves no picture and doesn't count. */
  readonly uncounted?: boolean
}

/** For whoever runs a journey by hand and opens them, in `screenshots/`; `npm test` leaves them out, which are an eighth of its browser's time. */
export const takesPictures = process.env['COUNTERFOIL_PICTURES'] !== '0'
const fileOf = (name: string, way: Way): string => join(root, 'screenshots', `${name}${way === asItIs ? '' : `.${way.name.replaceAll(/[^a-z0-9]+/gi, '-')}`}.png`)

/**
 * Looks at a state of a screen in every way that people see it: takes a picture, asks axe, and makes sure that nothing
 * sticks out. What is wrong is told at the end of the test, with everything else that is.
 */
export async function look(page: Page, name: string, { ways = everyWay, withPrint = false, part, pictured, uncounted = false }: LookOptions = {}): Promise<void> {
  const all = withPrint ? [...ways, print] : ways
  // A heading can be seen before the style sheets have come; nobody looks at a page that soon.
  await page.waitForLoadState('load')
  for (const way of all) {
    await way.enter(page)
    expect.soft(await brokenRules(page, way.rules, part), `${name}, ${way.name}`).toEqual([])
    expect.soft(await sticksOut(page), `${name}, ${way.name}`).toEqual([])
    if (takesPictures && !uncounted && (pictured === undefined ? way.unpictured !== true : way.name === pictured)) await page.screenshot({ path: fileOf(name, way), fullPage: true })
    await way.leave(page)
  }
  if (!uncounted) test.info().annotations.push({ type: lookedAt, description: JSON.stringify({ name, ways: all.map((way) => way.name) } satisfies Look) })
}

/** A screen that is already as one wants to see it: Welsh on a telephone, say. */
export const lookAsItIs = (page: Page, name: string): Promise<void> => look(page, name, { ways: [asItIs, dark, forcedColours, largeText] })

/** A page of which states are looked at elsewhere: axe as it is, and whether anything sticks out of a telephone in the dark. */
export const lookBriefly = (page: Page, name: string): Promise<void> => look(page, name, { ways: [asItIs, within(narrow, 'in the dark', dark)], uncounted: true })

/** The same screen of the wallet on a small telephone in Welsh, and back. */
export async function lookInWelsh(wallet: Page, name: string): Promise<void> {
  await wallet.setViewportSize({ width: 320, height: 640 })
  await wallet.getByRole('button', { name: 'Cymraeg' }).first().click()
  await lookAsItIs(wallet, `${name}.cy`)
  await wallet.getByRole('button', { name: 'English' }).first().click()
  await wallet.setViewportSize({ width: 1280, height: 720 })
}

/** A page without a style of its own, whose headings are as large as they are: in every scheme of colours. */
export const lookInColours = (page: Page, name: string): Promise<void> => look(page, name, { ways: [asItIs, dark, forcedColours] })

/** Looks in every combination of ways, in a window that is wide. */
export const lookInEveryWay = (page: Page, name: string, options: Pick<LookOptions, 'part' | 'pictured'>): Promise<void> => look(page, name, { ...options, ways: everyCombination })
