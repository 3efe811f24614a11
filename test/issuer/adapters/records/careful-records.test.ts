import { describe, expect, it } from 'vitest'
import { carefulRecords } from '@counterfoil/issuer/adapters/records/careful-records'
import { RecordFault } from '@counterfoil/issuer/adapters/records/record-fault'
import type { ReadRecords } from '@counterfoil/issuer/adapters/records/people-of-rows'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const people = [{ reference: 'A-1' as CouncilReference, fields: new Map<string, string>() }]
const away = new RecordFault('away', 'nobody answers')

/** A source that does what it is told, counted. */
function careful(answers: readonly (readonly typeof people[number][] | Error)[], changes: { readonly freshFor?: number; readonly patienceMs?: number; readonly read?: ReadRecords } = {}) {
  const clock = fixedClock(1_764_000_000)
  const faults: string[] = []
  let asked = 0
  const read: ReadRecords = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? people
    asked += 1
    if (answer instanceof Error) throw answer
    return answer
  }
  const source = carefulRecords(changes.read ?? read, { clock, freshFor: seconds(changes.freshFor ?? 0), patienceMs: changes.patienceMs ?? 5000, failures: 3, rest: seconds(30), onFault: ({ kind }) => faults.push(kind) })
  return { source, clock, faults, asked: () => asked, codeOf: () => source().then(() => 'people', (error: { code?: string }) => error.code) }
}

describe('a careful source', () => {
  it('reads once for everybody who asks at the same time, and for a moment after', async () => {
    const { source, clock, asked } = careful([people], { freshFor: 3 })
    expect(await Promise.all([source(), source(), source()])).toEqual([people, people, people])
    clock.advance(2)
    await source()
    expect(asked()).toBe(1)
    clock.advance(1)
    await source()
    expect(asked()).toBe(2)
  })

  it('opens its circuit after three failures, keeps nobody waiting for half a minute, then lets one try', async () => {
    const { codeOf, clock, asked, faults } = careful([away, away, away, away, people])
    for (let time = 0; time < 5; time += 1) expect(await codeOf()).toBe('records_away')
    expect(asked()).toBe(3)
    clock.advance(30)
    expect(await codeOf()).toBe('records_away')
    expect(await codeOf()).toBe('records_away')
    expect(asked()).toBe(4)
    clock.advance(30)
    expect(await codeOf()).toBe('people')
    expect(faults).toHaveLength(4)
  })

  it('forgets failures when one reading succeeds', async () => {
    const { codeOf, asked } = careful([away, away, people, away, away, people])
    const codes = []
    for (let time = 0; time < 6; time += 1) codes.push(await codeOf())
    expect(codes).toEqual(['records_away', 'records_away', 'people', 'records_away', 'records_away', 'people'])
    expect(asked()).toBe(6)
  })

  it('gives up what takes too long, and tells it to stop', async () => {
    let stopped = false
    const read: ReadRecords = (signal) => new Promise(() => signal.addEventListener('abort', () => (stopped = true)))
    const { codeOf } = careful([], { read, patienceMs: 20 })
    expect(await codeOf()).toBe('records_away')
    expect(stopped).toBe(true)
  })

  it('says what can be mended apart from what passes, and nothing of what a driver threw', async () => {
    expect(await careful([new RecordFault('unusable', 'row 1 lacks its council_reference')]).codeOf()).toBe('records_unusable')
    const refusal = await careful([new Error('invalid input syntax: "Marigold"')]).source().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'records_unusable' })
    expect(`${(refusal as Error).stack} ${String((refusal as Error).cause)} ${(refusal as { detail?: string }).detail}`).not.toContain('Marigold')
  })
})
