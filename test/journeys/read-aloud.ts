import type { Page } from '@playwright/test'
import { generatedFile } from '../support/generated-file.ts'
import { focusIn } from './focus-in.ts'
import { expect } from './strict-policy.ts'

/** What differs from one run to the next: names of places, addresses, sizes, times and days. */
const asEver = (text: string): string =>
  text
    .replaceAll(/\/(credential|confirm|erase|renew)\/[\w-]+/g, '/$1/…')
    .replaceAll(/localhost:\d+/g, 'localhost')
    .replaceAll(/\b\d+ (?:B|kB|MB|GB)\b/g, '0 kB')
    .replaceAll(/\b\d{2}:\d{2}\b/g, '00:00')
    .replaceAll(/\b\d{1,2} \p{L}+ 20\d{2}\b/gu, '1 January 2026')
    .replaceAll(/-20\d{2}-\d{2}-\d{2}\./g, '-2026-01-01.')
    .replaceAll(/(?<=(?:number is|rhif yw) )\d{3}\b/g, '00')

/** The order of Tab within the screen, below what stands above every screen. No element comes out of its turn, which is looked at. */
const stopsIn = (page: Page): Promise<{ readonly stops: readonly string[]; readonly outOfTurn: number }> =>
  page.evaluate(() => {
    const inMain = [...document.querySelectorAll<HTMLElement>('#main :is(a[href], button, input, select, textarea, summary, [tabindex])')]
    const isReached = (one: HTMLElement): boolean => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility()
    // Of a group of radio buttons it comes to one.
    const isOfGroup = (one: HTMLElement): boolean => one instanceof HTMLInputElement && one.type === 'radio' && one !== (document.querySelector<HTMLInputElement>(`input[name="${one.name}"]:checked`) ?? document.querySelector(`input[name="${one.name}"]`))
    const named = (one: HTMLElement): string => ((one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : one.textContent) ?? '').trim().replaceAll(/\s+/g, ' ')
    const reached = inMain.filter((one) => isReached(one) && !isOfGroup(one))
    return { stops: reached.map((one) => `${one.tagName.toLowerCase()} ${named(one)}`), outOfTurn: document.querySelectorAll('[tabindex]:not([tabindex="0"], [tabindex="-1"])').length }
  })

/** What a screen reader meets on screens of the wallet, one after the other, and where Tab leads: kept as a file that people read. */
export class ReadAloud {
  readonly #told: string[]

  constructor(heading: string) {
    this.#told = [`# ${heading}\n`]
  }

  /** Hears a screen that was come to within the wallet: focus is moved to its heading, a moment after that can be seen. */
  async hearFromHeading(page: Page, screen: string): Promise<void> {
    // Those of waiting end so.
    await expect(page.locator('h1')).not.toHaveText(/…$/)
    await expect(page.locator('h1')).toBeFocused()
    await this.hear(page, screen)
  }

  /** Hears a screen as it stands. */
  async hear(page: Page, screen: string): Promise<void> {
    const { is: focused } = await focusIn(page)
    const { stops, outOfTurn } = await stopsIn(page)
    expect.soft(outOfTurn, screen).toBe(0)
    const tree = await page.locator('#wallet').ariaSnapshot()
    this.#told.push(`## ${screen}\n\nTitle: ${await page.title()}\n\nFocus: ${focused}\n\nTab: ${stops.join(' → ') || 'nothing'}\n\n\`\`\`yaml\n${tree}\n\`\`\`\n`)
  }

  /** Must be as it was checked in. */
  expectKept(path: string): void {
    const made = asEver(this.#told.join('\n'))
    expect(generatedFile(path, made), 'run the browser test with WRITE_GENERATED=1, and look at what changed').toBe(made)
  }
}
