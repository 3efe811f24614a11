import { describe, expect, it } from 'vitest'
import { carefulRecords } from '@counterfoil/issuer/adapters/records/careful-records'
import { oneSource } from '@counterfoil/issuer/adapters/records/one-source'
import { RecordFault } from '@counterfoil/issuer/adapters/records/record-fault'
import type { RecordReader } from '@counterfoil/issuer/adapters/records/record-reader'
import type { CouncilReference, PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const reference = (text: string): CouncilReference => text as CouncilReference
const handle = (text: string): PersonHandle => `handle of ${text}` as PersonHandle
const personOf = (text: string): PersonRecord => ({ reference: reference(text), fields: new Map([['council_reference', text]]) })

/** A council of these people, which counts how often it is walked; it answers when it is let. */
function council(...people: string[]) {
  const clock = fixedClock(1_764_000_000)
  const state = { people, walks: 0, fault: null as RecordFault | null, hold: Promise.resolve() }
  const answer = async <Answer>(given: () => Answer): Promise<Answer> => {
    if (state.fault !== null) throw state.fault
    return given()
  }
  const reader: RecordReader = {
    whose: ({ values }) => answer(() => state.people.filter((person) => values.includes(person)).map(personOf)),
    search: () => answer(() => state.people.map(personOf)),
    references: async (each) => {
      state.walks += 1
      const all = state.people.map(reference)
      await state.hold
      await answer(() => each(all))
    },
  }
  const careful = carefulRecords({ clock, freshFor: seconds(0), patienceMs: 5000, failures: 3, rest: seconds(30), atOnce: 4, searchesAtOnce: 2, onFault: () => {} })
  const source = oneSource({ reader, careful, clock, handleOf: handle })
  const found = (...texts: string[]) => source.people(texts.map(handle)).then((map) => [...map.values()].map((person) => person.reference), (error: { code?: string }) => error.code)
  return { clock, state, source, found }
}
/** What a test holds back, and lets go. */
function held() {
  let letGo = (): void => {}
  return { hold: new Promise<void>((resolve) => (letGo = resolve)), letGo: () => letGo() }
}

describe('a handle that stands for nobody', () => {
  it('is looked for once, and not again for minutes, however often it is asked for', async () => {
    const { clock, state, found } = council('A-1')
    for (let time = 0; time < 29; time += 1) {
      expect(await found('A-9', 'A-1')).toEqual(['A-1'])
      clock.advance(10)
    }
    expect(state.walks).toBe(1)
    clock.advance(10)
    await found('A-9')
    expect(state.walks).toBe(2)
  })

  it('makes one walk with others of its kind, and within a minute the next is told by the same', async () => {
    const { clock, state, found } = council('A-1')
    expect(await Promise.all([found('A-7'), found('A-8'), found('A-1')])).toEqual([[], [], ['A-1']])
    clock.advance(59)
    expect(await found('A-9')).toEqual([])
    expect(state.walks).toBe(1)
    clock.advance(1)
    expect(await found('A-10')).toEqual([])
    expect(state.walks).toBe(2)
  })

  it('stands for somebody as soon as that person is read, while a walk is under way, too', async () => {
    const { state, source, found } = council('A-1')
    expect(await found('A-2')).toEqual([])
    state.people.push('A-2')
    await source.search([], 50)
    expect(await found('A-2')).toEqual(['A-2'])
    const other = council('B-1')
    const { hold, letGo } = held()
    other.state.hold = hold
    const asked = other.found('B-1', 'B-2')
    other.state.people.push('B-2')
    await other.source.named([reference('B-2')])
    letGo()
    expect(await asked).toEqual(['B-1', 'B-2'])
    expect([state.walks, other.state.walks]).toEqual([1, 1])
  })

  it('is not told from one that could not be looked for: the refusal lasts a minute, and walks no further', async () => {
    const { clock, state, found } = council('A-1')
    state.fault = new RecordFault('away', 'nobody answers')
    expect(await found('A-1')).toBe('records_away')
    state.fault = null
    clock.advance(59)
    expect(await found('A-1')).toBe('records_away')
    expect(state.walks).toBe(1)
    clock.advance(1)
    expect(await found('A-1')).toEqual(['A-1'])
  })

  it('keeps nobody waiting: its walk is no trial, takes no turn, and is not begun while the circuit is open', async () => {
    const { clock, state, source, found } = council('A-1')
    const codeOf = (asked: Promise<unknown>) => asked.then(() => 'read', (error: { code?: string }) => error.code)
    state.fault = new RecordFault('away', 'nobody answers')
    for (let time = 0; time < 3; time += 1) expect(await codeOf(source.named([reference('A-1')]))).toBe('records_away')
    state.fault = null
    expect(await found('A-9')).toBe('records_away')
    expect(state.walks).toBe(0)
    clock.advance(30)
    const { hold, letGo } = held()
    state.hold = hold
    const walked = found('A-9')
    expect(await Promise.all(Array.from({ length: 5 }, () => codeOf(source.named([reference('A-1')]))))).toContain('read')
    expect(await codeOf(source.named([reference('A-1')]))).toBe('read')
    letGo()
    expect([await walked, state.walks]).toEqual([[], 1])
  })
})
