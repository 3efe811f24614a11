import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'
import { filesBelow, root } from '../support/source-files.ts'
import { accessibilityPage, countedIn } from './accessibility-page.ts'
import { lookedAt, type Look } from './look.ts'

const document = join(root, 'docs', 'accessibility.md')

/**
 * Counts what was looked at, says it at the end, and holds that the accessibility statement claims no more than that.
 * `WRITE_GENERATED=1` writes the statement instead. Only a run of everything can tell.
 */
export default class LooksReporter implements Reporter {
  readonly #looks: Look[] = []
  #isWhole = false

  onBegin(config: FullConfig, suite: Suite): void {
    const run = new Set(suite.allTests().map(({ location }) => location.file))
    const all = ['test/journeys', 'test/council-website', 'test/embed'].flatMap((folder) => filesBelow(folder, ['.spec.ts'])).map((path) => join(root, path))
    this.#isWhole = all.every((file) => run.has(file)) && String(config.grep) === '/.*/' && config.shard === null
  }

  onTestEnd(_test: TestCase, { annotations }: TestResult): void {
    for (const { type, description } of annotations) if (type === lookedAt) this.#looks.push(JSON.parse(description ?? '') as Look)
  }

  async onEnd({ status }: FullResult): Promise<{ status?: FullResult['status'] }> {
    const { states, checks } = countedIn(this.#looks)
    process.stdout.write(`\n  axe looked at ${states} states of screens, ${checks} times\n`)
    const ofElement = countedIn(this.#looks.filter(({ name }) => name.startsWith('form-element-')))
    if (ofElement.states > 0) process.stdout.write(`  of these at ${ofElement.states} of the element that fills forms in, ${ofElement.checks} times: in English and Welsh, wide and at 320 pixels, light, dark and in forced colours, with large text and on paper\n`)
    if (status !== 'passed' || !this.#isWhole) return {}
    const made = accessibilityPage(this.#looks)
    if (process.env['WRITE_GENERATED'] === '1') writeFileSync(document, made)
    if (existsSync(document) && claimsNoMore(readFileSync(document, 'utf8'), made)) return {}
    process.stdout.write('  docs/accessibility.md claims something else, or more: run npm run e2e with WRITE_GENERATED=1\n')
    return { status: 'failed' }
  }

  printsToStdio(): boolean {
    return false
  }
}

const withoutDay = (text: string): string => text.replace(/^Last looked at .*$/m, '')
const numbersIn = (text: string): number[] => [...withoutDay(text).matchAll(/\d+/g)].map(([digits]) => Number(digits))
const wordsIn = (text: string): string => withoutDay(text).replaceAll(/\d+/g, '')

/** The same words, and no number that is greater: screens that were added since do no harm. */
function claimsNoMore(statement: string, made: string): boolean {
  const counted = numbersIn(made)
  return wordsIn(statement) === wordsIn(made) && numbersIn(statement).every((claimed, place) => claimed <= (counted[place] ?? 0))
}
