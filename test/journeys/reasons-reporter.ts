import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

/** How much of a reason is told: a diff of a whole page would push all others out of a log's end. */
const mostLines = 24

/** Writes why each test failed, in a few lines, to the file that `REASONS_FILE` names: a log is often kept by its end alone. */
export default class ReasonsReporter implements Reporter {
  readonly #reasons: string[] = []

  onTestEnd(test: TestCase, { status, errors }: TestResult): void {
    if (status === test.expectedStatus || status === 'skipped') return
    const told = errors.map(({ message, value, location }) => {
      const lines = stripVTControlCharacters(message ?? value ?? status).split('\n')
      const where = location === undefined ? '' : ` (${location.file.split('/').at(-1) ?? ''}:${location.line})`
      return [`- ${lines[0] ?? ''}${where}`, ...lines.slice(1, mostLines)].join('\n    ')
    })
    this.#reasons.push([`${test.titlePath().filter((part) => part !== '').join(' › ')}: ${status}`, ...told].join('\n  '))
  }

  onEnd(): void {
    const file = process.env['REASONS_FILE']
    if (file !== undefined) writeFileSync(file, this.#reasons.join('\n'))
  }

  printsToStdio(): boolean {
    return false
  }
}
