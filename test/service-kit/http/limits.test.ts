import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { noLimits } from '../../support/limits.ts'

const lines: string[] = []

async function serverWith(limits: Partial<HttpLimits>): Promise<FastifyInstance> {
  const logger = createLogger('test', { write: (line: string) => void lines.push(line) })
  const app = await buildServer({ logger, publicUrl: 'http://localhost:4710', limits: { ...noLimits, ...limits } })
  app.post('/nonce', { config: { errors: 'oauth' } }, () => ({ c_nonce: 'n' }))
  app.get<{ Params: { secret: string } }>('/offers/:secret', { config: { limit: 'guess', errors: 'oauth' } }, (request) => {
    if (request.params.secret !== 'right') throw new Refusal('not_found')
    return { ok: true }
  })
  return app
}
const from = (app: FastifyInstance, remoteAddress: string, url = '/nonce', headers: Record<string, string> = {}) => app.inject({ method: url === '/nonce' ? 'POST' : 'GET', url, remoteAddress, headers })
const statusesOf = async (count: number, ask: () => Promise<{ statusCode: number }>): Promise<number[]> => (await Promise.all(Array.from({ length: count }, ask))).map(({ statusCode }) => statusCode)

afterEach(() => void vi.useRealTimers())

describe('requests of one address', () => {
  it('NON-09 are refused above the limit, with the time to wait, until the minute is over', async () => {
    const app = await serverWith({ requestsPerMinute: 50 })
    const statuses: number[] = []
    for (let turn = 0; turn < 60; turn += 1) statuses.push((await from(app, '192.0.2.1')).statusCode)
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length]).toEqual([50, 10])
    const held = await from(app, '192.0.2.1')
    expect(held.json()).toEqual({ error: 'slow_down', error_description: 'Too many requests. Wait and try again.' })
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(50)
    expect((await from(app, '192.0.2.2')).statusCode).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 })
    expect((await from(app, '192.0.2.1')).statusCode).toBe(200)
  })

  it('are counted over all routes, also those that do not exist, but never those about health', async () => {
    const app = await serverWith({ requestsPerMinute: 3 })
    const ask = (url: string) => from(app, '192.0.2.1', url)
    expect([(await ask('/nothing')).statusCode, (await ask('/offers/right')).statusCode, (await ask('/offers/wrong')).statusCode]).toEqual([404, 200, 404])
    expect([(await ask('/nothing')).statusCode, (await ask('/offers/right')).statusCode]).toEqual([429, 429])
    expect([(await ask('/health/live')).statusCode, (await ask('/health/ready')).statusCode]).toEqual([200, 200])
  })

  it('are those of a whole network in IPv6, whose every host has more addresses than can be counted', async () => {
    const app = await serverWith({ requestsPerMinute: 2 })
    for (const address of ['2001:db8::1', '2001:db8::2']) expect((await from(app, address)).statusCode).toBe(200)
    expect((await from(app, '2001:db8::3')).statusCode).toBe(429)
    expect((await from(app, '2001:db8:0:1::1')).statusCode).toBe(200)
  })

  it('OFF-24 are told apart behind the operator\'s own proxy, and behind no other', async () => {
    const app = await serverWith({ requestsPerMinute: 1, trustedProxies: ['10.1.0.0/16'] })
    const via = (proxy: string, caller: string) => from(app, proxy, '/nonce', { 'x-forwarded-for': caller }).then(({ statusCode }) => statusCode)
    expect([await via('10.1.2.3', '192.0.2.1'), await via('10.1.2.3', '192.0.2.2'), await via('10.1.2.3', '192.0.2.1')]).toEqual([200, 200, 429])
    // What a caller wrote in front of the proxy's own entry does not count.
    expect(await via('10.1.2.3', '192.0.2.77, 192.0.2.1')).toBe(429)
    expect([await via('192.0.2.9', '192.0.2.3'), await via('192.0.2.9', '192.0.2.4')]).toEqual([200, 429])
  })
})

describe('wrong guesses', () => {
  it('OFF-01 are counted, right ones are not, and the log tells of the guessing but of nobody', async () => {
    lines.length = 0
    const app = await serverWith({ missesPerMinute: 20 })
    for (let tries = 0; tries < 100; tries += 1) expect((await from(app, '192.0.2.1', '/offers/right')).statusCode).toBe(200)
    for (let tries = 0; tries < 20; tries += 1) expect((await from(app, '192.0.2.1', `/offers/guess-${tries}`)).statusCode).toBe(404)
    for (const url of ['/offers/guess', '/offers/right']) expect((await from(app, '192.0.2.1', url)).statusCode).toBe(429)
    expect((await from(app, '192.0.2.2', '/offers/right')).statusCode).toBe(200)
    expect((await from(app, '192.0.2.1')).statusCode).toBe(200)
    expect(lines.filter((line) => line.includes('one address guesses')).length).toBe(1)
    expect(lines.join('')).not.toMatch(/192\.0\.2\.1|guess-1/)
  })

  it.each([
    ['one after another', (turn: number) => turn],
    ['all at once', () => 0],
    ['as they come', (turn: number) => turn % 7],
  ])('are judged up to the limit and not once more, of 400 that are sent together and judged %s', async (_, ticksOf) => {
    const app = await serverWith({ missesPerMinute: 20 })
    let judged = 0
    app.get<{ Params: { secret: string } }>('/slow/:secret', { config: { limit: 'guess', errors: 'oauth' } }, async (request) => {
      judged += 1
      for (let ticks = ticksOf(judged); ticks >= 0; ticks -= 1) await new Promise((resolve) => setImmediate(resolve))
      if (request.params.secret !== 'right') throw new Refusal('not_found')
      return { ok: true }
    })
    const statuses = await statusesOf(400, () => from(app, '192.0.2.1', '/slow/wrong'))
    expect([judged, statuses.filter((status) => status === 404).length, statuses.filter((status) => status === 429).length]).toEqual([20, 20, 380])
  })

  it('keep nobody who is right from more at once than there may be wrong ones', async () => {
    const app = await serverWith({ missesPerMinute: 3 })
    app.get('/slow', { config: { limit: 'guess' } }, () => new Promise((resolve) => setImmediate(() => resolve({ ok: true }))))
    expect(new Set(await statusesOf(100, () => from(app, '192.0.2.1', '/slow')))).toEqual(new Set([200]))
  })

  it('of a client’s secret are counted where the route writes its answer itself, and other mistakes are not', async () => {
    const app = await serverWith({ missesPerMinute: 20 })
    app.get<{ Params: { status: string } }>('/clients/:status', { config: { limit: 'client', errors: 'oauth' } }, (request, reply) => {
      reply.hijack()
      setImmediate(() => reply.raw.writeHead(Number(request.params.status)).end('{}'))
    })
    const said = async (status: number, count: number) => new Set(await statusesOf(count, () => from(app, '192.0.2.1', `/clients/${status}`)))
    expect([await said(200, 50), await said(400, 50)]).toEqual([new Set([200]), new Set([400])])
    expect((await statusesOf(50, () => from(app, '192.0.2.1', '/clients/401'))).filter((status) => status === 401)).toHaveLength(20)
    expect(await said(200, 1)).toEqual(new Set([429]))
  })

  it('cost a million tries nothing but their time', async () => {
    const app = await serverWith({ missesPerMinute: 20 })
    const statuses = await statusesOf(2000, () => from(app, '192.0.2.1', `/offers/${Math.random()}`))
    expect(statuses).not.toContain(200)
    expect((await statusesOf(500, () => from(app, '192.0.2.1', '/offers/x'))).every((status) => status === 429)).toBe(true)
  })
})

/** Keeps this process from its other work, but for a moment ten times a second. */
async function busyFor(ms: number, ask: () => Promise<unknown> = async () => null): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until) {
    const turn = performance.now() + 100
    while (performance.now() < turn);
    await ask()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('too much to do', () => {
  it('turns requests away when it lasts, and still says that it lives', async () => {
    const app = await serverWith({ overloadDelayMs: 50 })
    await app.ready()
    await busyFor(1500)
    expect((await from(app, '192.0.2.1')).statusCode).toBe(200)
    await busyFor(1500, () => from(app, '192.0.2.1'))
    let away = await from(app, '192.0.2.1')
    // A machine that is laden by others, too, may not have come to ask for so long that it counts anew.
    for (let turn = 0; turn < 30 && away.statusCode === 200; turn += 1) {
      await busyFor(500)
      away = await from(app, '192.0.2.1')
    }
    expect([away.statusCode, away.headers['retry-after'], away.json<{ error: string }>().error]).toEqual([503, '5', 'temporarily_unavailable'])
    expect((await from(app, '192.0.2.1', '/health/live')).statusCode).toBe(200)
    await expect.poll(async () => (await from(app, '192.0.2.1')).statusCode, { timeout: 60_000, interval: 100 }).toBe(200)
  })
})
