import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A line of what bad input must get. Tests say by its id, in their titles, that they try it. */
export interface BadInputLine {
  readonly id: string
  readonly input: string
  readonly expected: string
}

export interface BadInputGroup {
  readonly title: string
  readonly lines: readonly BadInputLine[]
}

export type BadInputGroups = Readonly<Record<string, BadInputGroup>>

/** Every line that has to be tried, by group. */
export const badInputs = JSON.parse(readFileSync(join(import.meta.dirname, 'bad-input-lines.json'), 'utf8')) as BadInputGroups

/** What is read of a report in the format of vitest's JSON reporter. */
export interface TestReport {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[] }[]
}

/** What became of a group in a run. */
export interface JudgedGroup {
  readonly group: string
  readonly title: string
  readonly lines: number
  /** Lines of which every case passed, and there was one. */
  readonly refused: number
  readonly cases: number
  readonly untried: readonly string[]
  readonly failed: readonly string[]
}

export const lineId = /\b[A-Z]{3}-\d\d\b/g

/** Counts from the tests that ran which lines were tried, and which were refused as they should be. */
export function judgeBadInputs(groups: BadInputGroups, reports: readonly TestReport[]): readonly JudgedGroup[] {
  const statuses = new Map<string, string[]>()
  for (const { fullName, status } of reports.flatMap(({ testResults }) => testResults).flatMap(({ assertionResults }) => assertionResults)) {
    for (const id of new Set(fullName.match(lineId))) statuses.set(id, [...(statuses.get(id) ?? []), status])
  }
  const ofLine = ({ id }: BadInputLine): readonly string[] => (statuses.get(id) ?? []).filter((status) => status === 'passed' || status === 'failed')
  return Object.entries(groups).map(([group, { title, lines }]) => {
    const untried = lines.filter((line) => ofLine(line).length === 0).map(({ id }) => id)
    const failed = lines.filter((line) => ofLine(line).includes('failed')).map(({ id }) => id)
    return { group, title, lines: lines.length, refused: lines.length - untried.length - failed.length, cases: lines.flatMap(ofLine).length, untried, failed }
  })
}

/** What a run says of them at its end. */
export function tellBadInputs(judged: readonly JudgedGroup[]): readonly string[] {
  const sum = (count: 'lines' | 'refused' | 'cases'): number => judged.reduce((total, group) => total + group[count], 0)
  return [
    `Bad inputs: ${sum('refused')} of ${sum('lines')} lines refused as our list has it (docs/bad-inputs.md), by ${sum('cases')} cases`,
    ...judged.map(({ group, title, lines, refused, cases, untried, failed }) =>
      [`  ${title} (${group}): ${refused} of ${lines}, by ${cases} cases`, ...(untried.length === 0 ? [] : [`not tried: ${untried.join(', ')}`]), ...(failed.length === 0 ? [] : [`failed: ${failed.join(', ')}`])].join('; '),
    ),
  ]
}
