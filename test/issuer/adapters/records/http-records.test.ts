import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpRecords } from '@counterfoil/issuer/adapters/records/http-records'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const canary = 'Marigold-Xerxes-77'
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void
const json = (response: ServerResponse, value: unknown, status = 200): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

/** A council's system and its token endpoint, on real sockets. */
async function council(records: Answer, token: Answer = (_request, response) => json(response, { access_token: 'token-1', token_type: 'Bearer', expires_in: 300 })) {
  const seen: { method: string; url: string; authorization: string; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization ?? '', body })
      if (request.url === '/token') token(request, response, body)
      else records(request, response, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  closing.push(() => new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  }))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const clock = fixedClock(1_764_000_000)
  const readerAt = (findUrl: string | null) => httpRecords({ url: `${origin}/people`, findUrl, tokenUrl: `${origin}/token`, clientId: 'counterfoil', clientSecret: 'a secret: of 40% more', scope: 'people.read' }, clock)
  const reader = readerAt(null)
  return { read: (ms = 20_000) => reader.search({ words: [], most: 1000 }, AbortSignal.timeout(ms)), clock, finding: readerAt(`${origin}/find`), seen, origin }
}

const faultOf = (reading: Promise<unknown>) => reading.then(() => null, (error: unknown) => error)

describe('records by HTTP', () => {
  it('are read page by page with a token of client credentials, which serves again (RFC 6749, 4.4)', async () => {
    const { read, seen, clock } = await council((request, response) => {
      const after = new URL(request.url ?? '', 'http://council').searchParams.get('after')
      json(response, after === null ? { people: [{ council_reference: 'A-1', parking_permits: 2 }], next: 'A-1 & on' } : { people: [{ council_reference: 'A-2' }], next: null })
    })
    expect((await read()).map(({ reference }) => reference)).toEqual(['A-1', 'A-2'])
    await read()
    expect(seen).toHaveLength(3)
    clock.advance(3)
    await read()
    const tokens = seen.filter(({ url }) => url === '/token')
    expect(tokens).toHaveLength(1)
    expect(new URLSearchParams(tokens[0]?.body).get('grant_type')).toBe('client_credentials')
    expect(new URLSearchParams(tokens[0]?.body).get('scope')).toBe('people.read')
    expect(tokens[0]?.authorization).toMatch(/^Basic /)
    expect(seen.filter(({ url }) => url.startsWith('/people')).map(({ authorization }) => authorization)).toEqual(Array(4).fill('Bearer token-1'))
  })

  it('are asked for once more with a new token when the old one was taken back', async () => {
    let tokens = 0
    const { read } = await council(
      (request, response) => (request.headers.authorization === 'Bearer token-1' ? json(response, {}, 401) : json(response, { people: [] })),
      (_request, response) => json(response, { access_token: `token-${(tokens += 1)}`, token_type: 'Bearer' }),
    )
    expect(await read()).toEqual([])
    expect(tokens).toBe(2)
  })

  it.each<readonly [string, string, Answer, RegExp]>([
    ['the answer leads to another host (SRF-03)', 'unusable', (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), /leads elsewhere/],
    ['the answer leads to another place of the same host', 'unusable', (_request, response) => void response.writeHead(307, { location: '/people2' }).end(), /leads elsewhere/],
    ['the server fails', 'away', (_request, response) => json(response, { error: canary }, 500), /answer 500/],
    ['the server has had enough', 'away', (_request, response) => json(response, {}, 429), /answer 429/],
    ['we may not read', 'unusable', (_request, response) => json(response, { error: canary }, 403), /answer 403/],
    ['there is nothing there', 'unusable', (_request, response) => json(response, {}, 404), /answer 404/],
    ['the token is refused twice', 'unusable', (_request, response) => json(response, {}, 401), /refuse the token/],
    ['it is a page for people', 'unusable', (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(canary), /not JSON/],
    ['it is broken JSON', 'unusable', (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(`{"people":["${canary}`), /no page of people/],
    ['a member stands twice', 'unusable', (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(`{"people":[],"people":["${canary}"]}`), /no page of people/],
    ['people are no list', 'unusable', (_request, response) => json(response, { people: { a: canary } }), /no page of people/],
    ['a person is no object', 'unusable', (_request, response) => json(response, { people: [canary] }), /no page of people/],
    ['the next page is somewhere else than text', 'unusable', (_request, response) => json(response, { people: [], next: { href: canary } }), /no page of people/],
    ['a value is a list', 'unusable', (_request, response) => json(response, { people: [{ council_reference: 'A-1', names: [canary] }] }), /row 1 has something else than text/],
    ['the pages never end', 'unusable', (_request, response) => json(response, { people: [], next: 'more' }), /more than 500 pages/],
    ['the connection breaks', 'away', (request) => void request.socket.destroy(), /nobody answers/],
    ['nothing comes in time', 'away', () => {}, /nobody answers/],
  ])('are not had, and say nothing of anybody, when %s', async (row, kind, records, message) => {
    const { read } = await council(records)
    const fault = await faultOf(read(row === 'nothing comes in time' ? 200 : 20_000))
    expect(fault).toMatchObject({ name: 'RecordFault', kind })
    expect(String(fault)).toMatch(message)
    expect(`${String(fault)} ${(fault as Error).stack} ${String((fault as Error).cause)}`).not.toContain(canary)
  })

  it.each<readonly [string, string, Answer]>([
    ['refuses our credentials', 'unusable', (_request, response) => json(response, { error: 'invalid_client' }, 401)],
    ['fails', 'away', (_request, response) => json(response, { error: 'server_error' }, 503)],
    ['leads elsewhere', 'unusable', (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
    ['gives no token', 'away', (_request, response) => json(response, { token: canary })],
    ['gives a hundred kilobytes', 'unusable', (_request, response) => json(response, { access_token: 'x'.repeat(100_000), token_type: 'Bearer' })],
  ])('are not had when the token endpoint %s', async (_row, kind, token) => {
    const { read, seen } = await council((_request, response) => json(response, { people: [] }), token)
    expect(await faultOf(read())).toMatchObject({ kind })
    expect(seen.every(({ url }) => url === '/token')).toBe(true)
  })
})

describe('records that a council finds by HTTP', () => {
  const signal = AbortSignal.timeout(20_000)
  const one = { field: 'council_reference', values: ['A-1'], most: 2 }

  it('are asked for by what is posted, and no address tells whom', async () => {
    const { finding, seen, origin } = await council((_request, response) => json(response, { people: [{ council_reference: 'A-1', given_name: canary }] }))
    expect(await finding.whose(one, signal)).toHaveLength(1)
    expect(await finding.whose({ field: 'given_name', values: [canary], most: 2 }, signal)).toHaveLength(1)
    expect(await finding.search({ words: [canary.toLowerCase()], most: 51 }, signal)).toHaveLength(1)
    const asked = seen.filter(({ url }) => url !== '/token')
    expect(asked.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ['POST', '/find', one],
      ['POST', '/find', { field: 'given_name', values: [canary], most: 2 }],
      ['POST', '/find', { words: [canary.toLowerCase()], most: 51 }],
    ])
    expect(`${origin}${JSON.stringify(seen.map(({ url }) => url))}`).not.toMatch(new RegExp(`${canary}|A-1`, 'i'))
  })

  it('are walked through for references alone, page by page', async () => {
    const { finding, seen } = await council((_request, response, body) => json(response, (JSON.parse(body) as { after?: string }).after === undefined ? { people: [{ council_reference: 'A-1' }], next: 'on' } : { people: [{ council_reference: 'A-2', given_name: canary }] }))
    const found: string[] = []
    await finding.references((piece) => void found.push(...piece), signal)
    expect(found).toEqual(['A-1', 'A-2'])
    expect(seen.filter(({ url }) => url === '/find').map(({ body }) => JSON.parse(body))).toEqual([{ fields: ['council_reference'] }, { fields: ['council_reference'], after: 'on' }])
  })

  it.each<readonly [string, string, Answer, RegExp]>([
    ['somebody else is found', 'unusable', (_request, response) => json(response, { people: [{ council_reference: canary }] }), /somebody who wasn't asked for/],
    ['everybody is found', 'unusable', (_request, response) => json(response, { people: ['A-1', 'A-2', canary].map((reference) => ({ council_reference: reference })) }), /more people than were asked for/],
    ['one reference is of two', 'unusable', (_request, response) => json(response, { people: [{ council_reference: 'A-1', given_name: canary }, { council_reference: 'A-1' }] }), /the council_reference of another row/],
    ['nothing finds them', 'unusable', (_request, response) => json(response, {}, 404), /answer 404/],
    ['the server fails', 'away', (_request, response) => json(response, { error: canary }, 500), /answer 500/],
    ['the answer leads to another host (SRF-03)', 'unusable', (_request, response) => void response.writeHead(308, { location: 'http://169.254.169.254/' }).end(), /leads elsewhere/],
    ['the connection breaks', 'away', (request) => void request.socket.destroy(), /nobody answers/],
    ['nothing comes in time', 'away', () => {}, /nobody answers/],
  ])('are not had, and say nothing of anybody, when %s', async (row, kind, records, message) => {
    const { finding } = await council(records)
    const fault = await faultOf(finding.whose(one, AbortSignal.timeout(row === 'nothing comes in time' ? 200 : 20_000)))
    expect(fault).toMatchObject({ name: 'RecordFault', kind })
    expect(String(fault)).toMatch(message)
    expect(`${String(fault)} ${(fault as Error).stack} ${String((fault as Error).cause)}`).not.toContain(canary)
  })
})
