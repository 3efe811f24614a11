import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { usualLimits } from '@counterfoil/service-kit/http/limits'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { noLimits } from '../../support/limits.ts'

const lines: string[] = []
let app: FastifyInstance
let port = 0
/** Longer than a laden machine keeps an honest caller waiting. */
const headersWithinMs = 1000

beforeAll(async () => {
  const logger = createLogger('test', { write: (line: string) => void lines.push(line) })
  app = await buildServer({ logger, publicUrl: 'https://issuer.example', limits: { ...noLimits, headersWithinMs, requestWithinMs: 2000, mostConnections: 350 } })
  app.post('/things', { config: { errors: 'oauth' } }, (request) => request.body)
  app.get('/things/:id', () => ({ ok: true }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })

/** What comes back for these bytes, until the other side closes. */
async function send(text: string): Promise<string> {
  const socket = await open()
  let said = ''
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => socket.destroy())
  socket.write(text)
  await closed
  return said
}

const json = 'content-type: application/json\r\n'
const post = (headers: string, body = ''): string => `POST /things HTTP/1.1\r\nhost: issuer.example\r\n${headers}\r\n${body}`
const second = 'GET /things/2 HTTP/1.1\r\nhost: issuer.example\r\nconnection: close\r\n\r\n'
const statuses = (said: string): number[] => [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]))

describe('bytes that are not one well-formed request', () => {
  it.each([
    ['length and chunks', post(`${json}content-length: 2\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${second}`)],
    ['chunks and length', post(`${json}transfer-encoding: chunked\r\ncontent-length: 2\r\n`, `0\r\n\r\n${second}`)],
    ['two lengths', post(`${json}content-length: 2\r\ncontent-length: 3\r\n`, `{}\n${second}`)],
    ['two lengths in one', post(`${json}content-length: 2, 3\r\n`, `{}\n${second}`)],
    ['a length with a sign', post(`${json}content-length: +2\r\n`, `{}${second}`)],
    ['a length in hexadecimal', post(`${json}content-length: 0x2\r\n`, `{}${second}`)],
    ['a negative length', post(`${json}content-length: -1\r\n`, second)],
    ['chunks coded twice', post(`${json}transfer-encoding: chunked, chunked\r\n`, `0\r\n\r\n${second}`)],
    ['chunks that are not last', post(`${json}transfer-encoding: chunked, identity\r\n`, `0\r\n\r\n${second}`)],
    ['an unknown coding', post(`${json}transfer-encoding: xchunked\r\n`, `0\r\n\r\n${second}`)],
    ['chunks with a tab before', post(`${json}transfer-encoding:\tx, chunked\r\ntransfer-encoding: identity\r\n`, `0\r\n\r\n${second}`)],
    ['a space before the colon', post(`${json}content-length : 2\r\n`, `{}${second}`)],
    ['a folded header', post(`${json}x-a: 1\r\n 2\r\n`, second)],
    ['a header that begins with a fold', `POST /things HTTP/1.1\r\n host: issuer.example\r\n\r\n${second}`],
    ['lines without carriage return', `POST /things HTTP/1.1\nhost: issuer.example\n${json.replaceAll('\r', '')}content-length: 2\n\n{}${second}`],
    ['a lone carriage return', `GET /things/1 HTTP/1.1\rhost: issuer.example\r\n\r\n${second}`],
    ['a NUL in a header', post(`${json}x-a: a\u0000b\r\n`, second)],
    ['a chunk that says too little', post(`${json}transfer-encoding: chunked\r\n`, `1\r\n{}\r\n0\r\n\r\n${second}`)],
    ['no host', `GET /things/1 HTTP/1.1\r\n\r\n${second}`],
    ['two hosts', `GET /things/1 HTTP/1.1\r\nhost: issuer.example\r\nhost: evil.example\r\n\r\n${second}`],
    ['no version', `GET /things/1\r\n\r\n${second}`],
    ['HTTP/2 without asking', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${second}`],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ])('SRF-11 get 400 and the end of the connection: %s', async (_what, bytes) => {
    const said = await send(bytes)
    expect([...new Set(statuses(said))]).toEqual([400])
    expect(said.toLowerCase()).toContain('connection: close')
    expect(statuses(await send(second))).toEqual([200])
  })

  it('SRF-13 get 431 when their headers are too many or too long', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => `x-${index}: 1234567\r\n`).join('')
    for (const headers of [`x-a: ${'a'.repeat(64 * 1024)}\r\n`, many]) {
      expect(statuses(await send(`GET /things/1 HTTP/1.1\r\nhost: issuer.example\r\n${headers}\r\n${second}`))).toEqual([431])
    }
    expect(statuses(await send(`GET /things/${'a'.repeat(64 * 1024)} HTTP/1.1\r\nhost: issuer.example\r\n\r\n${second}`))).toEqual([431])
  })

  it('get 413 when the body is too large, whether it says so or not', async () => {
    expect(statuses(await send(post(`${json}content-length: 70000\r\nconnection: close\r\n`, ' '.repeat(70_000))))).toEqual([413])
    expect(statuses(await send(post(`${json}transfer-encoding: chunked\r\nconnection: close\r\n`, `${(70_000).toString(16)}\r\n${' '.repeat(70_000)}\r\n0\r\n\r\n`)))).toEqual([413])
  })

  it('are told as problem details that no cache keeps, and leave nothing of themselves in the log', async () => {
    lines.length = 0
    const said = await send(post('x-secret : canary-in-a-header\r\n', 'canary-in-a-body'))
    expect(said).toMatch(/content-type: application\/problem\+json/)
    expect(said).toMatch(/cache-control: no-store/)
    expect(JSON.parse(said.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, title: 'Bad Request' })
    expect(lines.length).toBe(1)
    expect(lines.join('')).not.toContain('canary')
  })
})

describe('addresses', () => {
  it.each(['//things/1', '/./things/1', '/x/../things/1', '/x/%2e%2e/things/1', '/%2e%2e/things/1', '/things/1/', '/things/1;x=y/..', '\\things\\1', 'things/1', '*'])('SRF-14 %s is not /things/1', async (path) => {
    const [status = 0] = statuses(await send(`GET ${path} HTTP/1.1\r\nhost: issuer.example\r\nconnection: close\r\n\r\n`))
    expect([400, 404]).toContain(status)
  })

  it('in absolute form is the same as without, whatever host it names', async () => {
    expect(statuses(await send('GET http://evil.example/things/1 HTTP/1.1\r\nhost: issuer.example\r\nconnection: close\r\n\r\n'))).toEqual([200])
  })
})

describe('methods', () => {
  it.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'QUERY'])('%s is refused where it is not taken, with those that are', async (method) => {
    const said = await send(`${method} /things HTTP/1.1\r\nhost: issuer.example\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n`)
    expect(statuses(said)).toEqual([405])
    expect(said).toMatch(/allow: POST\r\n/)
    expect(said).not.toContain('access-control')
  })

  it('CONNECT opens no tunnel', async () => {
    expect(statuses(await send('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n'))).toEqual([])
  })

  it('HEAD is answered without a body where a page may be fetched', async () => {
    const said = await send('HEAD /health/ready HTTP/1.1\r\nhost: issuer.example\r\nconnection: close\r\n\r\n')
    expect(statuses(said)).toEqual([200])
    expect(said.split('\r\n\r\n')[1]).toBe('')
  })

  it('an upgrade is not taken', async () => {
    const socket = await open()
    socket.write('GET /things/1 HTTP/1.1\r\nhost: issuer.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(statuses(answer.toString())).toEqual([200])
    socket.destroy()
  })
})

describe('slow callers', () => {
  it('SRF-12 lose their connections, while honest ones are answered', async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, open))
    const ends = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined)
          socket.resume().once('close', () => resolve())
        }),
    )
    const drip = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('a')
    }, 50)
    for (const socket of sockets) socket.write('GET /things/1 HTTP/1.1\r\nhost: issuer.example\r\nx-slow: ')
    for (let turn = 0; turn < 20; turn += 1) expect(statuses(await send(second))).toEqual([200])
    await Promise.all(ends)
    clearInterval(drip)
    expect(statuses(await send(second))).toEqual([200])
  })

  it('lose them in the body, too', async () => {
    const said = await send(post(`${json}content-length: 100\r\n`, '{'))
    expect(statuses(said)).toEqual([408])
  })

  it('can\'t open more connections than the service takes', async () => {
    const sockets = await Promise.all(Array.from({ length: 350 }, open))
    const extra = await open()
    extra.on('error', () => undefined)
    await new Promise((resolve) => extra.once('close', resolve).resume())
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => {
      const check = (): unknown => app.server.getConnections((_error, count) => (count < 350 ? resolve() : setImmediate(check)))
      check()
    })
    expect(statuses(await send(second))).toEqual([200])
  })

  it('have ten seconds for their headers, and no more for a whole request than fifteen', () => {
    expect(usualLimits).toMatchObject({ headersWithinMs: 10_000, requestWithinMs: 15_000, silenceMs: 30_000, largestBody: 65_536, largestHeaders: 16_384 })
  })
})
