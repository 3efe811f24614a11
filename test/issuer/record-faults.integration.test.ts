import { createServer } from 'node:http'
import { connect, createServer as createProxy, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { RecordSource } from '@counterfoil/issuer/ports'
import type { RecordSourceConfig } from '@counterfoil/issuer/record-sources-file'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { freePort } from '../support/free-port.ts'
import { postgresPrograms, startPostgres, type Postgres } from '../support/postgres.ts'
import { openFindingCouncil } from './adapters/records/finding-council.ts'

const canary = 'Marigold-Xerxes-77'
const reference = (text: string): CouncilReference => text as CouncilReference

/** What stands between a system and the issuer, and can let nothing through. */
async function openLine(port: number) {
  const open = new Set<Socket>()
  const line = { isCut: false, connections: 0 }
  const server = createProxy((socket) => {
    line.connections += 1
    if (line.isCut) return void socket.destroy()
    const other = connect(port, 'localhost')
    for (const end of [socket, other]) {
      open.add(end)
      end.on('error', () => {}).on('close', () => open.delete(end))
    }
    socket.pipe(other).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const cut = (isCut: boolean): void => {
    line.isCut = isCut
    for (const socket of open) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, line, cut, close: () => new Promise<void>((resolve) => (cut(true), server.close(() => resolve()))) }
}

const peopleOf = (letter: string) => [1, 2].map((number) => ({ council_reference: `${letter}-${number}`, given_name: `${canary} ${letter}${number}` }))
const logged: unknown[] = []
const clock = fixedClock(1_764_000_000)
const opened = (sources: Readonly<Record<string, RecordSourceConfig>>): RecordSource =>
  recordSources({ folder: '.', sources: new Map(Object.entries(sources)), serviceSecret: 'a service secret of more than 32 characters', clock, logger: { warn: (...line: unknown[]) => void logged.push(line) } })

interface Kind {
  /** Two councils, the first by a line that can be cut. */
  readonly open: () => Promise<{ readonly sources: Readonly<Record<string, RecordSourceConfig>>; readonly line: Awaited<ReturnType<typeof openLine>> }>
}

const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

const kinds: Readonly<Record<string, Kind>> = {
  http: {
    open: async () => {
      const [one, other] = [await openFindingCouncil(peopleOf('A')), await openFindingCouncil(peopleOf('B'))]
      const line = await openLine(Number(new URL(one.config.url).port))
      closing.push(() => one.close(), () => other.close(), () => line.close())
      const at = (address: string): string => address.replace(/:\d+/, `:${line.port}`)
      return { line, sources: { aldermoor: { kind: 'http', ...one.config, url: at(one.config.url), findUrl: at(one.config.findUrl), tokenUrl: at(one.config.tokenUrl), contact: null }, brackenfield: { kind: 'http', ...other.config, contact: null } } }
    },
  },
  postgres: {
    open: async () => {
      const port = await freePort()
      const postgres: Postgres = await startPostgres(port)
      const line = await openLine(port)
      closing.push(() => postgres.close(), () => line.close())
      const rows = (letter: string): string => peopleOf(letter).map((row) => `('${row.council_reference}', '${row.given_name}')`).join(', ')
      await postgres.run(`CREATE TABLE a (council_reference text, given_name text); INSERT INTO a VALUES ${rows('A')}; CREATE TABLE b (council_reference text, given_name text); INSERT INTO b VALUES ${rows('B')};
        CREATE ROLE of_a LOGIN; CREATE ROLE of_b LOGIN; GRANT SELECT ON a TO of_a; GRANT SELECT ON b TO of_b`)
      const source = (letter: string, at: number): RecordSourceConfig => ({ kind: 'postgres', url: `postgres://of_${letter}@localhost:${at}/postgres`, password: null, view: letter, searchIn: null, caFile: null, contact: null })
      return { line, sources: { aldermoor: source('a', line.port), brackenfield: source('b', port) } }
    },
  },
}

describe.each(Object.entries(kinds).filter(([kind]) => kind !== 'postgres' || postgresPrograms !== null))('two councils with records by %s', (_kind, { open }) => {
  let records: RecordSource
  let line: Awaited<ReturnType<typeof openLine>>
  beforeAll(async () => {
    const made = await open()
    line = made.line
    records = opened(made.sources)
  })
  const codeOf = (reading: Promise<unknown>) => reading.then(() => 'read', (error: { readonly code?: string }) => error.code)

  it("find nobody of each other's: by reference, by handle, by what a sign-in tells, by a search", async () => {
    expect((await records.named('aldermoor', [reference('A-1'), reference('B-1')])).map((person) => person.reference)).toEqual(['A-1'])
    const [own, other] = [records.handleOf('aldermoor', reference('A-1')), records.handleOf('brackenfield', reference('B-1'))]
    expect([...(await records.people('aldermoor', [own, other])).keys()]).toEqual([own])
    expect([...(await records.people('brackenfield', [own, other])).keys()]).toEqual([other])
    expect(await records.whose('aldermoor', 'given_name', `${canary} B1`)).toEqual([])
    expect((await records.search('brackenfield', [canary.toLowerCase()], 50)).people.map((person) => person.reference)).toEqual(['B-1', 'B-2'])
  })

  it('are refused for half a minute after three failures, while the other is read; then one tries', async () => {
    clock.advance(60)
    line.cut(true)
    for (const number of [1, 2, 3]) expect(await codeOf(records.named('aldermoor', [reference(`A-${number}`)]))).toBe('records_away')
    const before = line.line.connections
    expect(await codeOf(records.whose('aldermoor', 'given_name', 'ada'))).toBe('records_away')
    expect(await codeOf(records.people('aldermoor', [records.handleOf('aldermoor', reference('A-9'))]))).toBe('records_away')
    expect(line.line.connections).toBe(before)
    expect(await records.named('brackenfield', [reference('B-2')])).toHaveLength(1)
    line.cut(false)
    clock.advance(30)
    expect(await records.named('aldermoor', [reference('A-2')])).toHaveLength(1)
    expect(await records.search('aldermoor', ['a1'], 50)).toMatchObject({ people: [{ reference: 'A-1' }], hasMore: false })
  })

  it('tell the log what failed, and of nobody', () => {
    expect(logged.length).toBeGreaterThan(2)
    expect(JSON.stringify(logged)).not.toMatch(/Marigold|[AB]-\d/)
  })
})

describe('a system that answers nobody', () => {
  it('keeps whoever asks no longer than eight seconds', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, 'localhost', resolve))
    const origin = `http://localhost:${(silent.address() as AddressInfo).port}`
    closing.push(() => new Promise<void>((resolve) => (silent.closeAllConnections(), silent.close(() => resolve()))))
    const records = opened({ aldermoor: { kind: 'http', url: origin, findUrl: origin, tokenUrl: `${origin}/token`, clientId: 'c', clientSecret: 's', scope: null, contact: null } })
    const began = performance.now()
    await expect(records.named('aldermoor', [reference('A-1')])).rejects.toMatchObject({ code: 'records_away' })
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
