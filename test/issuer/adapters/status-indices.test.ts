import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { listSize, openFirstList } from '@counterfoil/issuer/adapters/status-indices'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { issueMany } from '../issue-many.ts'
import { correlation, drift, notByChance, separability, unevenness } from '../../support/chance.ts'

/** A place in the pool that was given, in the order of giving. */
interface Given {
  readonly list: number
  readonly index: number
  readonly type: string
}

/** Three schemes of very different size, each with a rush of its own. */
const typeOfTurn = (turn: number): string => (turn % 40 === 0 ? 'carer' : turn % 1000 < 300 ? 'blue-badge' : 'residency')
const issued = 6000
const authority = 'aldermoor'
const now = epochSeconds(1_764_000_000)

let folder: string
let database: Database

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-places-'))
  database = await openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** Issues some thousands, as the issuer does, and answers which places they were given. */
async function issueAll(run: string): Promise<Given[]> {
  const many = Array.from({ length: issued }, (_, turn) => ({ authority, configurationId: `${typeOfTurn(turn)}-sd-jwt`, issuedAt: now, expiresAt: epochSeconds(now + 86_400) }))
  return (await issueMany(database, run, many)).map(({ statusList, statusIndex }, turn) => ({ list: statusList, index: statusIndex, type: typeOfTurn(turn) }))
}

/** What somebody could find out who knows, of each credential, its place, its type and when it was issued: each in standard deviations from chance. */
function whatPlacesTell(given: readonly Given[]) {
  const places = given.map(({ index }) => index / listSize)
  const types = given.map(({ type }) => type)
  const turns = given.map((_, turn) => turn)
  const steps = places.slice(1).map((place, turn) => (place - (places[turn] ?? 0) + 1) % 1)
  const lists = given.map(({ list }) => list)
  return {
    size: unevenness(places, 64),
    order: correlation(turns, places),
    drift: drift(places),
    neighbours: correlation(places.slice(1), places.slice(0, -1)),
    step: unevenness(steps, 64),
    type: separability(places, types, 16),
    time: new Set(lists).size === 1 ? 0 : correlation(turns, lists),
    typeOfList: new Set(lists).size === 1 ? 0 : separability(lists.map((list) => (list - 1) / 16), types, 16),
  }
}

const isTold = (found: ReturnType<typeof whatPlacesTell>): string[] => Object.entries(found).flatMap(([what, deviations]) => (Math.abs(deviations) > notByChance ? [what] : []))

describe('the places of some thousand credentials of three types', () => {
  it('STA-15: tell no order, no time, no type and no size of a scheme, in a young list', async () => {
    await database.write((writes) => openFirstList(writes, authority))
    const given = await issueAll('young')
    expect(new Set(given.map(({ list }) => list))).toEqual(new Set([1]))
    expect(new Set(given.map(({ index }) => index)).size).toBe(issued)
    expect(isTold(whatPlacesTell(given))).toEqual([])
  })

  it('nor do they in a pool of two lists, of which the second was opened long before the first was full', async () => {
    await database.write((writes) => writes.run('UPDATE status_lists SET allotted = size * 5 / 8 WHERE authority = ?', [authority]))
    const given = await issueAll('pool')
    const first = given.filter(({ list }) => list === 1).length / issued
    expect(new Set(given.map(({ list }) => list))).toEqual(new Set([1, 2]))
    // Three eighths of one, and the whole of the other: each free place as likely as any.
    expect(Math.abs(first - 3 / 11) / Math.sqrt((3 * 8) / 121 / issued)).toBeLessThan(notByChance)
    expect(isTold(whatPlacesTell(given))).toEqual([])
  })

  it('nor, in lists of several authorities, which one an entry is of, though one issues sixty times as much as another', async () => {
    const sharing = { calderwick: 'calderwick', dunmere: 'calderwick', elmsworth: 'calderwick' } as const
    const authorityOf = (turn: number): keyof typeof sharing => (turn % 61 === 0 ? 'elmsworth' : turn % 1000 < 300 ? 'dunmere' : 'calderwick')
    await database.write((writes) => openFirstList(writes, 'calderwick'))
    const many = Array.from({ length: issued }, (_, turn) => ({ authority: authorityOf(turn), configurationId: 'residency-sd-jwt', issuedAt: now, expiresAt: epochSeconds(now + 86_400) }))
    const counterfoils = await issueMany(database, 'shared', many, (id) => sharing[id as keyof typeof sharing])
    const given = counterfoils.map(({ statusList, statusIndex }, turn) => ({ list: statusList, index: statusIndex, type: authorityOf(turn) }))
    expect(new Set(counterfoils.map(({ statusIssuer, statusList }) => `${statusIssuer}/${statusList}`))).toEqual(new Set(['calderwick/1']))
    expect(new Set(given.map(({ index }) => index)).size).toBe(issued)
    expect(isTold(whatPlacesTell(given))).toEqual([])
    expect(await database.reads.all('SELECT DISTINCT authority FROM status_lists WHERE authority IN (?, ?)', ['dunmere', 'elmsworth'])).toEqual([])
  })

  const pretend = (placeOf: (turn: number, type: string) => Partial<Given>): Given[] => Array.from({ length: issued }, (_, turn) => ({ list: 1, index: 0, type: typeOfTurn(turn), ...placeOf(turn, typeOfTurn(turn)) }))
  const scattered = (turn: number): number => Math.floor(listSize * ((turn * 0.754_877_666 + turn * turn * 0.569_840_291) % 1))

  it.each<readonly [string, string, Given[]]>([
    ['one after the other', 'order', pretend((turn) => ({ index: turn }))],
    ['one after the other, backwards', 'drift', pretend((turn) => ({ index: listSize - 1 - turn * 100 }))],
    ['from the beginning of the list, in no order', 'size', pretend((turn) => ({ index: scattered(turn) >> 4 }))],
    ['always so many further on', 'step', pretend((turn) => ({ index: (turn * 611_953) % listSize }))],
    ['from a part of the list for each type', 'type', pretend((turn, type) => ({ index: (type === 'carer' ? 0 : listSize >> 1) + (scattered(turn) >> 1) }))],
    ['from a list for each type', 'typeOfList', pretend((turn, type) => ({ list: type === 'residency' ? 1 : 2, index: scattered(turn) }))],
    ['from one list until it is full, and then from the next', 'time', pretend((turn) => ({ list: turn < issued / 2 ? 1 : 2, index: scattered(turn) }))],
  ])('would tell, were they given %s: %s', (_how, what, given) => {
    expect(isTold(whatPlacesTell(given))).toContain(what)
  })

  it('STA-14: are all there is: the last places of a list are given, too, and each once', async () => {
    await database.write((writes) => writes.run('UPDATE status_lists SET allotted = CASE number WHEN 1 THEN size - 50 ELSE size - 200 END WHERE authority = ?', [authority]))
    const given = await issueAll('full')
    expect(new Set(given.map(({ list, index }) => `${list}/${index}`)).size).toBe(issued)
    const lists = await database.reads.all<{ number: number; size: number; allotted: number }>('SELECT number, size, allotted FROM status_lists WHERE authority = ? ORDER BY number', [authority])
    expect(lists.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(lists.every(({ size, allotted }) => allotted <= size)).toBe(true)
  })
})
