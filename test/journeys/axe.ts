import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const require = createRequire(import.meta.url)
/** Without spaces and long names: what a page has to read before it can answer. */
const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** The version of axe that looks. */
export const axeVersion = (): string => (JSON.parse(readFileSync(require.resolve('axe-core/package.json'), 'utf8')) as { version: string }).version

/** WCAG 2.2 at levels A and AA, and what axe advises beyond it. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

type Axe = { run(within: Document | string, options: object): Promise<{ violations: Violation[] }> } | undefined

/** What axe finds wrong with a page, or with what a selector finds in it, by some of its rules, or by all of them. */
export async function brokenRules(page: Page, rules: readonly string[] | null, within?: string): Promise<string[]> {
  if (rules !== null && rules.length === 0) return []
  // A page that was looked at before has it still, and bringing it in takes longest.
  if (!(await page.evaluate(() => (globalThis as { axe?: Axe }).axe !== undefined))) await page.evaluate(source)
  const violations = await page.evaluate(async ([part, runOnly]) => (await (globalThis as { axe?: Axe }).axe?.run(part ?? document, { runOnly, resultTypes: ['violations'] }))?.violations, [within ?? null, rules ?? tags] as const)
  if (violations === undefined) throw new Error('axe is not in the page.')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} (${failureSummary ?? ''})`).join(', ')}`)
}
