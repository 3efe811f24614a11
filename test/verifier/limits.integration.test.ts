import { usualLimits } from '@counterfoil/service-kit/http/limits'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { formServer } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld({ httpLimits: { ...usualLimits, authorityRequestsPerMinute: 30, overloadDelayMs: 0 } })
})
afterAll(() => world?.close())
afterEach(() => void vi.useRealTimers())

/** Only the date moves; sockets go on. */
const inAMinute = (): unknown => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })

describe('typed codes', () => {
  it('OFF-01 can be guessed at only so often, and a right one is never held up before', async () => {
    const started = await formServer(world, 'brackenfield').start()
    const lookUp = (typed: string): Promise<Response> => fetch(`${world.verifierUrl}/brackenfield/codes/${typed}`)
    for (let tries = 0; tries < 19; tries += 1) expect((await lookUp('BXXX-XXXX')).status).toBe(404)
    for (let turn = 0; turn < 30; turn += 1) expect((await lookUp(started.code ?? '')).status).toBe(200)
    expect((await lookUp('not-a-code')).status).toBe(404)
    const held = await lookUp(started.code ?? '')
    expect([held.status, ((await held.json()) as { error: string }).error]).toEqual([429, 'slow_down'])
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(50)
    // Whoever knows the secret of a request from elsewhere is another address in life; here all are one.
    expect((await fetch(started.request_uri)).status).toBe(429)
    inAMinute()
    expect((await lookUp(started.code ?? '')).status).toBe(200)
  })
})

describe('keys of form servers', () => {
  const ask = (key: string, authority = 'brackenfield'): Promise<Response> => fetch(`${world.verifierUrl}/${authority}/presentations/none`, { headers: { authorization: `Bearer ${key}` } })

  it('can be guessed at only so often', async () => {
    inAMinute()
    for (let tries = 0; tries < 20; tries += 1) expect((await ask('not-the-key-of-anybody')).status).toBe(401)
    const held = await ask('not-the-key-of-anybody')
    expect([held.status, held.headers.get('content-type'), ((await held.json()) as { code: string }).code]).toEqual([429, 'application/problem+json; charset=utf-8', 'too_many_requests'])
  })

  it('limit one authority without touching another', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 122_000 })
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(world.apiKey('brackenfield'))))
    expect(answers.filter(({ status }) => status === 404).length).toBe(30)
    expect(answers.filter(({ status }) => status === 429).length).toBe(10)
    expect((await ask(world.apiKey('aldermoor'), 'aldermoor')).status).toBe(404)
  })
})
