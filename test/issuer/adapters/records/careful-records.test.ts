import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { carefulRecords } from '@counterfoil/issuer/adapters/records/careful-records'
import { RecordFault } from '@counterfoil/issuer/adapters/records/record-fault'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const away = new RecordFault('away', 'nobody answers')
const unusable = new RecordFault('unusable', 'row 1 lacks its council_reference')

/** A source that does what it is told, counted. */
function careful(answers: readonly (string | Error)[], changes: { readonly freshFor?: number; readonly patienceMs?: number; readonly read?: (signal: AbortSignal) => Promise<string> } = {}) {
  const clock = fixedClock(1_764_000_000)
  const faults: string[] = []
  let asked = 0
  const read = async (): Promise<string> => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? 'people'
    asked += 1
    if (answer instanceof Error) throw answer
    return answer
  }
  const source = carefulRecords({ clock, freshFor: seconds(changes.freshFor ?? 0), patienceMs: changes.patienceMs ?? 5000, failures: 3, rest: seconds(30), atOnce: 2, searchesAtOnce: 1, onFault: ({ kind }) => faults.push(kind) })
  const ask = (name: string | null = null) => source.ask(name, changes.read ?? read)
  return { source, ask, clock, faults, asked: () => asked, codeOf: (name: string | null = null) => ask(name).catch((error: { code?: string }) => error.code) }
}

/** A clock of the test's own: what a laden machine adds to a real wait would be taken for the source's. */
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

describe('a careful source', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('reads once for everybody who asks for the same at the same time, and for a moment after', async () => {
    const { ask, clock, asked } = careful(['people'], { freshFor: 3 })
    expect(await Promise.all([ask('Ada'), ask('Ada'), ask('Ada')])).toEqual(['people', 'people', 'people'])
    clock.advance(2)
    await ask('Ada')
    expect(asked()).toBe(1)
    await ask('Bea')
    expect(asked()).toBe(2)
    clock.advance(1)
    await ask('Ada')
    expect(asked()).toBe(3)
  })

  it('opens its circuit after three failures, keeps nobody waiting for half a minute, then lets one try', async () => {
    const { codeOf, clock, asked, faults } = careful([away, away, away, away, 'people'])
    for (let time = 0; time < 5; time += 1) expect(await codeOf(String(time))).toBe('records_away')
    expect(asked()).toBe(3)
    clock.advance(30)
    expect(await Promise.all([codeOf('a'), codeOf('b'), codeOf('c')])).toEqual(['records_away', 'records_away', 'records_away'])
    expect(asked()).toBe(4)
    clock.advance(30)
    expect(await codeOf()).toBe('people')
    expect(faults).toHaveLength(4)
  })

  it('forgets failures when one reading succeeds, or is answered by what can not be used', async () => {
    const { codeOf, asked } = careful([away, away, 'people', away, away, unusable, away, away, 'people'])
    const codes = []
    for (let time = 0; time < 9; time += 1) codes.push(await codeOf())
    expect(codes).toEqual(['records_away', 'records_away', 'people', 'records_away', 'records_away', 'records_unusable', 'records_away', 'records_away', 'people'])
    expect(asked()).toBe(9)
  })

  it("keeps nobody from others' records because one person's can not be used", async () => {
    const { codeOf } = careful([unusable, unusable, unusable, unusable, 'people'])
    for (let time = 0; time < 4; time += 1) expect(await codeOf('one')).toBe('records_unusable')
    expect(await codeOf('another')).toBe('people')
  })

  it('reads for two at once, for the others in their turn, and not at all for whose time is up', async () => {
    const under: (() => void)[] = []
    const read = (): Promise<string> => new Promise((resolve) => under.push(() => resolve('people')))
    const { ask, codeOf } = careful([], { read, patienceMs: 150 })
    const [first, second, third, fourth] = [ask(), codeOf(), codeOf(), codeOf()]
    await wait(20)
    expect(under).toHaveLength(2)
    under[0]?.()
    expect(await first).toBe('people')
    await wait(20)
    expect(under).toHaveLength(3)
    await wait(150)
    expect(await Promise.all([second, third, fourth])).toEqual(['records_away', 'records_away', 'records_away'])
    for (const end of under) end()
    await wait(20)
    expect(under).toHaveLength(3)
  })

  it('counts for nobody whose turn came too late', async () => {
    const under: (() => void)[] = []
    const read = (): Promise<string> => new Promise((resolve) => under.push(() => resolve('people')))
    const { ask, codeOf } = careful([], { read, patienceMs: 150 })
    const [first, second] = [ask(), ask()]
    await wait(100)
    const late = Array.from({ length: 5 }, () => codeOf())
    under.forEach((end) => end())
    expect(await Promise.all([first, second])).toEqual(['people', 'people'])
    await wait(150)
    // Two of those had their turn; three came too late, and opened nothing.
    expect(await Promise.all(late)).toEqual(Array.from({ length: 5 }, () => 'records_away'))
    under.forEach((end) => end())
    await wait(20)
    const next = ask()
    await wait(20)
    under.forEach((end) => end())
    expect(await next).toBe('people')
  })

  it('lets searches wait for searches alone, and keeps whoever searches, and nobody else, from a source that is slow to search', async () => {
    const { source, faults } = careful([])
    const codeOf = (reading: Promise<unknown>) => reading.catch((error: { code?: string }) => error.code)
    const slow = async (): Promise<string> => { throw away }
    for (let time = 0; time < 3; time += 1) expect(await codeOf(source.search(`s${time}`, slow))).toBe('records_away')
    expect(await codeOf(source.search('s', async () => 'people'))).toBe('records_away')
    expect(faults).toHaveLength(3)
    expect(await source.ask('Ada', async () => 'Ada')).toBe('Ada')
    const other = careful([]).source
    let end = (): void => {}
    const first = other.search('first', () => new Promise<string>((resolve) => (end = () => resolve('first'))))
    const second = other.search('second', async () => 'second')
    expect(await Promise.race([second, other.ask('Bea', async () => 'Bea')])).toBe('Bea')
    end()
    expect(await Promise.all([first, second])).toEqual(['first', 'second'])
  })

  it('gives up what takes too long, and tells it to stop', async () => {
    let stopped = false
    const read = (signal: AbortSignal): Promise<string> => new Promise(() => signal.addEventListener('abort', () => (stopped = true)))
    const { codeOf } = careful([], { read, patienceMs: 20 })
    const code = codeOf()
    await wait(20)
    expect(await code).toBe('records_away')
    expect(stopped).toBe(true)
  })

  it('says what can be mended apart from what passes, and nothing of what a driver threw', async () => {
    expect(await careful([unusable]).codeOf()).toBe('records_unusable')
    const refusal = await careful([new Error('invalid input syntax: "Marigold"')]).ask().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'records_unusable' })
    expect(`${(refusal as Error).stack} ${String((refusal as Error).cause)} ${(refusal as { detail?: string }).detail}`).not.toContain('Marigold')
  })
})
