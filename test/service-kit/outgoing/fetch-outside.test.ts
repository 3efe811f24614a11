import type { LookupAddress } from 'node:dns'
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFetchOutside, OutsideUnavailable, type FetchOutside, type OutsideFault } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { rememberFailures } from '@counterfoil/service-kit/outgoing/remember-failures'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

/** Listens on every address of this machine and counts who knocks. */
let sentinel: Server
let knocks = 0
let sentinelPort = 0

beforeAll(async () => {
  sentinel = createServer((socket) => {
    knocks += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => sentinel.listen(0, '::', resolve))
  sentinelPort = (sentinel.address() as AddressInfo).port
})
beforeEach(() => {
  knocks = 0
})
afterAll(() => new Promise((resolve) => sentinel.close(resolve)))

const faultOf = async (fetching: Promise<unknown>): Promise<OutsideFault | 'fetched'> => {
  try {
    await fetching
    return 'fetched'
  } catch (error) {
    if (error instanceof OutsideUnavailable) return error.fault
    throw error
  }
}

const answering = (...addresses: readonly string[]): LookupAddress[] => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const strangers = (addresses: readonly LookupAddress[]): FetchOutside => createFetchOutside({ privateHosts: [], lookUp: (_name, answer) => answer(null, addresses) })
const ownAddresses = Object.values(networkInterfaces()).flatMap((of) => (of ?? []).map(({ address }) => address))

describe('an address that somebody else chose', () => {
  const toSentinel = (host: string, scheme = 'https:'): string => `${scheme}//${host}:${sentinelPort}/status`

  it.each([
    '127.0.0.1', '127.0.0.2', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '１２７.0.0.1',
    'localhost', 'LOCALHOST', 'localhost.', ...ownAddresses.map((address) => (address.includes(':') ? `[${address}]` : address)),
  ])('SRF-02 is not connected to at %s', async (host) => {
    const guarded = createFetchOutside({ privateHosts: [] })
    expect(await faultOf(guarded(toSentinel(host)))).toMatch(/address_refused|name_refused|unreachable/)
    expect(await faultOf(guarded(toSentinel(host, 'http:')))).toBe('address_refused')
    expect(knocks).toBe(0)
  })

  it.each(['file:///etc/passwd', 'ftp://example.org/x', 'gopher://example.org/x', 'data:text/plain,x', 'blob:https://example.org/1', 'javascript:1', 'http://example.org/', '//example.org/', '/status', '', 'https://', 'https://user@example.org/', 'https://user:secret@example.org/'])(
    'SRF-04 is refused unseen when it is %s',
    async (url) => {
      let asked = 0
      const guarded = createFetchOutside({ privateHosts: [], lookUp: () => void (asked += 1) })
      expect(await faultOf(guarded(url))).toBe('address_refused')
      expect(asked).toBe(0)
    },
  )

  it.each([
    ['a private address', answering('10.0.0.1')],
    ['this machine', answering('127.0.0.1')],
    ['this machine, in IPv6', answering('::1')],
    ['a metadata service', answering('169.254.169.254')],
    ['a public and a private address', answering('8.8.8.8', '127.0.0.1')],
    ['nothing', []],
  ])('SRF-02 is refused when its name resolves to %s', async (_what, addresses) => {
    expect(await faultOf(strangers(addresses)(toSentinel('rebinding.example')))).toBe('name_refused')
    expect(knocks).toBe(0)
  })

  it('tells a name that does not resolve from one that is refused', async () => {
    const guarded = createFetchOutside({ privateHosts: [], lookUp: (_name, answer) => answer(new Error('ENOTFOUND'), []) })
    expect(await faultOf(guarded('https://nowhere.example/'))).toBe('unreachable')
  })
})

describe('a host that the operator allows', () => {
  let server: HttpServer
  let url = ''
  let port = 0
  let behave: RequestListener = (_request, response) => response.end('well')
  let fetchOutside: FetchOutside

  beforeAll(async () => {
    server = createHttpServer((request, response) => behave(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    url = `http://ours.internal:${port}/list`
    fetchOutside = createFetchOutside({ privateHosts: [`ours.internal:${port}`], lookUp: (_name, answer) => answer(null, answering('127.0.0.1')) })
  })
  afterEach(() => {
    behave = (_request, response) => response.end('well')
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is reached by http, and told nothing but what was asked', async () => {
    let seen: object = {}
    behave = (request, response) => {
      seen = request.headers
      response.writeHead(200, { 'content-type': 'text/plain' }).end('well')
    }
    const answer = await fetchOutside(url, { headers: { accept: 'text/plain' } })
    expect([answer.status, answer.body.toString(), answer.headers['content-type']]).toEqual([200, 'well', 'text/plain'])
    expect(Object.keys(seen).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host'])
  })

  it('is allowed at that port alone', async () => {
    expect(await faultOf(fetchOutside(`http://ours.internal:${sentinelPort}/`))).toBe('address_refused')
    expect(await faultOf(fetchOutside(`https://ours.internal:${sentinelPort}/`))).toBe('name_refused')
    expect(knocks).toBe(0)
  })

  it('SRF-02 is looked up once for a connection, and that answer is connected to', async () => {
    let asked = 0
    const once = createFetchOutside({
      privateHosts: ['ours.internal'],
      lookUp: (_name, answer) => {
        asked += 1
        answer(null, answering(asked === 1 ? '127.0.0.1' : '127.0.0.2'))
      },
    })
    expect((await once(url)).status).toBe(200)
    expect(asked).toBe(1)
  })

  it.each([301, 302, 303, 307, 308, 300])('SRF-03 leads nowhere by a %i', async (status) => {
    behave = (_request, response) => response.writeHead(status, { location: `http://127.0.0.1:${sentinelPort}/` }).end()
    expect(await faultOf(fetchOutside(url))).toBe('redirect')
    expect(knocks).toBe(0)
  })

  it('may say that nothing changed, or that there is nothing', async () => {
    for (const status of [304, 404, 500]) {
      behave = (_request, response) => response.writeHead(status).end()
      expect((await fetchOutside(url)).status).toBe(status)
    }
  })

  it('is not read beyond the size limit, whether it says its length or not', async () => {
    let sent = 0
    behave = (_request, response) => {
      const chunk = Buffer.alloc(16 * 1024)
      const more = (): void => {
        sent += chunk.length
        if (response.destroyed || sent > 64 * 1024 * 1024) return
        response.write(chunk, () => setImmediate(more))
      }
      more()
    }
    expect(await faultOf(fetchOutside(url, { mostBytes: 100_000 }))).toBe('too_large')
    expect(sent).toBeLessThan(16 * 1024 * 1024)
    behave = (_request, response) => response.writeHead(200, { 'content-length': 100_001 }).end(Buffer.alloc(100_001))
    expect(await faultOf(fetchOutside(url, { mostBytes: 100_000 }))).toBe('too_large')
    behave = (_request, response) => response.end(Buffer.alloc(100_000))
    expect((await fetchOutside(url, { mostBytes: 100_000 })).body.length).toBe(100_000)
  })

  it('is not waited for beyond the time limit, before or in its answer', async () => {
    behave = () => undefined
    expect(await faultOf(fetchOutside(url, { timeoutMs: 60 }))).toBe('too_slow')
    behave = (_request, response) => {
      const drip = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(drip))
    }
    expect(await faultOf(fetchOutside(url, { timeoutMs: 60 }))).toBe('too_slow')
  })

  it('has no compressed answer inflated', async () => {
    behave = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1000)))
    expect(await faultOf(fetchOutside(url))).toBe('encoded')
  })

  it('is unreachable when it hangs up, or sends what is not HTTP', async () => {
    behave = (request) => request.socket.destroy()
    expect(await faultOf(fetchOutside(url))).toBe('unreachable')
    behave = (request) => request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd')
    expect(await faultOf(fetchOutside(url))).toBe('unreachable')
  })

  it('is asked once more when it closed a kept connection at that moment', async () => {
    const used = new Set<unknown>()
    behave = (request, response) => {
      if (used.has(request.socket)) request.socket.destroy()
      else response.end('well')
      used.add(request.socket)
    }
    for (let turn = 0; turn < 3; turn += 1) expect((await fetchOutside(url)).status).toBe(200)
  })

  it('shares no more connections than there may be, and has none kept from it by another host where none is kept', async () => {
    let open = 0
    let most = 0
    behave = (_request, response) => {
      open += 1
      most = Math.max(most, open)
      setImmediate(() => {
        open -= 1
        response.end('well')
      })
    }
    const few = createFetchOutside({ privateHosts: ['a.internal', 'b.internal', 'c.internal'], lookUp: (_name, answer) => answer(null, answering('127.0.0.1')), connections: { keepAlive: false, maxTotalSockets: 2 } })
    const from = (names: readonly string[]): Promise<number[]> => Promise.all(names.map(async (name) => (await few(`http://${name}.internal:${port}/`)).status))
    expect(await from(['a', 'b', 'a', 'b', 'a', 'b'])).toEqual([200, 200, 200, 200, 200, 200])
    expect(most).toBeLessThanOrEqual(2)
    expect(await from(['c'])).toEqual([200])
  })

  it('is asked again after a failure, ten seconds later at the latest', async () => {
    const clock = fixedClock(1000)
    let asked = 0
    const counted: FetchOutside = (address) => {
      asked += 1
      return fetchOutside(address)
    }
    const remembering = rememberFailures(counted, { clock, lasting: seconds(60) })
    behave = (request) => request.socket.destroy()
    expect(await faultOf(remembering(url))).toBe('unreachable')
    expect(await faultOf(remembering(url))).toBe('unreachable')
    expect(asked).toBe(1)
    behave = (_request, response) => response.end('well')
    clock.advance(10)
    expect(await faultOf(remembering(url))).toBe('fetched')
    expect(asked).toBe(2)
  })
})
