import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { RecordSource } from '@counterfoil/issuer/ports'
import type { RecordSourceConfig } from '@counterfoil/issuer/record-sources-file'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { freePort } from '../support/free-port.ts'
import { postgresPrograms, startPostgres } from '../support/postgres.ts'
import { openFindingCouncil } from './adapters/records/finding-council.ts'

const many = 200_000
/** Of one person, in each of three councils. */
const canary = 'Marigold-Xerxes-77'
const folder = mkdtempSync(join(tmpdir(), 'counterfoil-council-size-'))
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
  rmSync(folder, { recursive: true })
})

const rowOf = (number: number) => ({
  council_reference: `R-${String(number).padStart(6, '0')}`,
  given_name: number === 123_456 ? canary : `Given ${number}`,
  family_name: `Family ${number % 977}`,
  postcode: `AL${number % 97} ${number % 9}AB`,
  one_login_sub: `sub-${number}`,
  birth_date: '1961-04-30',
})
const column = (sql: string, name: string): string => `${sql} AS ${name}`

type Way = () => Promise<RecordSourceConfig>
const ways: Readonly<Record<string, Way>> = {
  csv: async () => {
    const rows = Array.from({ length: many }, (_, place) => Object.values(rowOf(place + 1)).join(','))
    const file = join(folder, 'people.csv')
    writeFileSync(file, `${Object.keys(rowOf(1)).join(',')}\n${rows.join('\n')}\n`)
    return { kind: 'csv', file, contact: null }
  },
  http: async () => {
    const council = await openFindingCouncil(Array.from({ length: many }, (_, place) => rowOf(place + 1)))
    closing.push(() => council.close())
    counted.http = council
    return { kind: 'http', ...council.config, contact: null }
  },
  ...(postgresPrograms === null ? {} : {
    postgres: async () => {
      const postgres = await startPostgres(await freePort())
      closing.push(() => postgres.close())
      const columns = [
        column("'R-' || lpad(n::text, 6, '0')", 'council_reference'),
        column(`CASE n WHEN 123456 THEN '${canary}' ELSE 'Given ' || n END`, 'given_name'),
        column("'Family ' || n % 977", 'family_name'),
        column("'AL' || n % 97 || ' ' || n % 9 || 'AB'", 'postcode'),
        column("'sub-' || n", 'one_login_sub'),
        column("'1961-04-30'::date", 'birth_date'),
      ]
      await postgres.run(`CREATE TABLE people AS SELECT ${columns.join(', ')} FROM generate_series(1, ${many}) AS n;
        CREATE UNIQUE INDEX ON people (council_reference); CREATE INDEX ON people (one_login_sub);
        CREATE VIEW counterfoil AS SELECT * FROM people; CREATE ROLE reader LOGIN; GRANT SELECT ON counterfoil TO reader`)
      return { kind: 'postgres', url: postgres.urlOf('reader'), password: null, view: 'counterfoil', searchIn: ['council_reference', 'given_name', 'family_name', 'postcode'], caFile: null, contact: null }
    },
  }),
}
const counted: { http?: Awaited<ReturnType<typeof openFindingCouncil>> } = {}
const logged: unknown[] = []
const sourcesOf = (config: RecordSourceConfig): RecordSource =>
  recordSources({ folder, sources: new Map([['aldermoor', config]]), serviceSecret: 'a service secret of more than 32 characters', clock: fixedClock(1_764_000_000), logger: { warn: (...line: unknown[]) => void logged.push(line) } })

describe.each(Object.entries(ways))(`${many} people by %s`, (kind, open) => {
  let config: RecordSourceConfig
  let records: RecordSource
  beforeAll(async () => {
    config = await open()
    records = sourcesOf(config)
  })
  const reference = rowOf(123_456).council_reference as CouncilReference

  it('are searched, and the first of many are told from all', async () => {
    expect((await records.search('aldermoor', [canary.toLowerCase()], 50)).people.map((person) => person.reference)).toEqual([reference])
    const members = await records.search('aldermoor', ['family', '97'], 50)
    expect([members.people.length, members.hasMore]).toEqual([50, true])
  })

  it('are found one by one: by reference, by what a sign-in tells, and by the handle that another process gave', async () => {
    expect((await records.named('aldermoor', [reference])).map(({ fields }) => fields.get('given_name'))).toEqual([canary])
    expect((await records.whose('aldermoor', 'one_login_sub', 'sub-123456')).map((person) => person.reference)).toEqual([reference])
    const another = sourcesOf(config)
    const handle = another.handleOf('aldermoor', reference)
    const before = counted.http?.served.people ?? 0
    expect([...(await another.people('aldermoor', [handle])).values()].map(({ fields }) => fields.get('given_name'))).toEqual([canary])
    if (kind === 'http') expect((counted.http?.served.people ?? 0) - before).toBe(many + 1)
    const next = another.handleOf('aldermoor', rowOf(7).council_reference as CouncilReference)
    expect((await another.people('aldermoor', [next])).get(next)?.fields.get('given_name')).toBe('Given 7')
    // What each handle stands for was learned once: this was one person.
    if (kind === 'http') expect((counted.http?.served.people ?? 0) - before).toBe(many + 2)
  })

  it('are asked for by the thousand where a job names so many', async () => {
    const references = Array.from({ length: 2000 }, (_, place) => rowOf(place * 50 + 1).council_reference as CouncilReference)
    expect(await records.named('aldermoor', [...references, 'nobody' as CouncilReference])).toHaveLength(2000)
  })

  it('are quick to look at: one person in less than what anybody waits for', async () => {
    const times: number[] = []
    for (let number = 1; number <= 20; number += 1) {
      const began = performance.now()
      expect(await records.named('aldermoor', [rowOf(number * 9000).council_reference as CouncilReference])).toHaveLength(1)
      times.push(performance.now() - began)
    }
    expect(times.toSorted((one, other) => one - other)[10]).toBeLessThan(500)
  })

  it('stand in no address and no line of the log', () => {
    const told = JSON.stringify([counted.http?.asked, logged])
    expect(told).not.toMatch(new RegExp(`${canary}|R-123456|sub-123456`, 'i'))
  })
})
