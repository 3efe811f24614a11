import { describe, expect, it } from 'vitest'
import { badInputs, judgeBadInputs, lineId, tellBadInputs, type BadInputGroups } from '../support/bad-inputs.ts'
import { filesBelow, textOf } from '../support/source-files.ts'

const lines = Object.values(badInputs).flatMap((group) => group.lines)

/** What tests call themselves by: everything that is no comment. */
const named = new Set(
  filesBelow('test', ['.ts'])
    .filter((path) => !path.includes('/architecture/'))
    .flatMap((path) => textOf(path).split('\n'))
    .flatMap((line) => line.replace(/(^|\s)(\/\/|\/?\*).*$/, '').match(lineId) ?? []),
)

describe('the lines of bad input', () => {
  it('have each a case, named by its id', () => {
    expect(lines.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([])
  })

  it('are all that cases of these groups name', () => {
    const known = new Set(lines.map(({ id }) => id))
    expect([...named].filter((id) => id.slice(0, 3) in badInputs && !known.has(id))).toEqual([])
  })

  it('say what comes in and what it gets, each once, under the name of its group', () => {
    expect(lines.filter(({ input, expected }) => input === '' || expected === '')).toEqual([])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    for (const [group, { lines: own }] of Object.entries(badInputs)) expect(own.filter(({ id }) => !id.startsWith(`${group}-`))).toEqual([])
  })
})

describe('the count at the end of a run', () => {
  const line = (id: string) => ({ id, input: 'x', expected: '400' })
  const groups: BadInputGroups = { ABC: { title: 'Letters', lines: [line('ABC-01'), line('ABC-02'), line('ABC-03'), line('ABC-04')] } }
  const report = (...tests: readonly (readonly [string, string])[]) => ({ testResults: [{ assertionResults: tests.map(([fullName, status]) => ({ fullName, status })) }] })

  it('has a line refused when every case of it passed, in whichever report', () => {
    const reports = [report(['endpoint ABC-01 one', 'passed'], ['ABC-02 two', 'passed']), report(['ABC-01 three', 'passed'], ['ABC-03 and ABC-04', 'passed'], ['about nothing', 'failed'])]
    expect(tellBadInputs(judgeBadInputs(groups, reports))).toEqual(['Bad inputs: 4 of 4 lines refused as our list has it (docs/bad-inputs.md), by 5 cases', '  Letters (ABC): 4 of 4, by 5 cases'])
  })

  it('misses a line that nothing tried, or whose only case was left out, and one of which a case failed', () => {
    const [judged] = judgeBadInputs(groups, [report(['ABC-01', 'passed'], ['ABC-02', 'skipped'], ['ABC-03 one', 'passed'], ['ABC-03 two', 'failed'])])
    expect(judged).toMatchObject({ refused: 1, untried: ['ABC-02', 'ABC-04'], failed: ['ABC-03'] })
  })
})
