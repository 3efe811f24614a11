import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { centralStatus } from '@counterfoil/issuer/adapters/govuk/central-status'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { open } from '@counterfoil/issuer/domain/profile'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { issueMany } from '../issue-many.ts'

const now = 1_764_000_000
const many = 130
const authority: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'A', cy: 'A' }, did: 'did:example:1', serviceUrl: 'https://issuer.example', identifier: 'https://issuer.example/aldermoor', profile: open }

let folder: string
let database: Database
let server: Server
let asked: number[]
/** What the service answers to the revocation of a place. */
let answer: (idx: number) => number

beforeEach(async () => {
  asked = []
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-central-'))
  database = await openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
  await issueMany(database, 'told', Array.from({ length: many }, () => ({ authority: authority.id, configurationId: 'blue-badge-mdoc', issuedAt: epochSeconds(now), expiresAt: epochSeconds(now + 86_400) })))
  await database.write((writes) => writes.run(`INSERT INTO central_statuses (offer, authority, asked_at, expires_at, uri, idx) SELECT offer, authority, ${now}, ${now + 86_400}, 'https://status.example/t/1', row_number() OVER (ORDER BY offer) - 1 FROM counterfoils`))
  await database.write((writes) => writes.run('UPDATE counterfoils SET status = 1'))
  server = createServer((request, response) => {
    void request.setEncoding('utf8').toArray().then((parts) => {
      const { idx } = JSON.parse(parts.join('')) as { idx: number }
      asked.push(idx)
      response.writeHead(answer(idx), { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await database.close()
  rmSync(folder, { recursive: true })
})

/** Tells what there is to tell, once. */
async function tellOnce(): Promise<number> {
  const status = centralStatus({
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    clientId: 'counterfoil',
    database,
    clock: fixedClock(now),
    logger: { warn: () => {}, error: () => {} } as unknown as Parameters<typeof centralStatus>[0]['logger'],
    crypto: { nonceMac: () => (message) => message },
    authorities: new Map([[authority.id, authority]]),
    signJwt: async (_, claims) => JSON.stringify(claims),
    retryMs: 1_000_000,
  })
  await status.stop()
  const [row] = await database.reads.all<{ confirmed: number }>('SELECT count(confirmed_at) AS confirmed FROM central_statuses')
  return row?.confirmed ?? 0
}

describe('revocations that a central status list service is told of', () => {
  it('are all told, however many before them it doesn\'t take', async () => {
    answer = (idx) => (idx < 120 ? 404 : 202)
    expect(await tellOnce()).toBe(10)
    expect(asked).toHaveLength(many)
    answer = () => 202
    expect(await tellOnce()).toBe(many)
    expect(asked).toHaveLength(many + 120)
  })

  it.each([500, 503, 429])('wait for the next time once it answers %i: nothing else would fare better', async (status) => {
    answer = (idx) => (idx < 2 ? 202 : status)
    expect(await tellOnce()).toBe(2)
    expect(asked).toEqual([0, 1, 2])
  })
})
