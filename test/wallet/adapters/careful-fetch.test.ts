import { describe, expect, it } from 'vitest'
import { carefulFetch } from '@counterfoil/wallet/adapters/careful-fetch'

const own = ['https://wallet.example', 'https://ledger.example']

/** A call through a network that answers so; `seen` is what would have gone out. */
async function call(answer: () => Response | Promise<Response>, url = 'https://issuer.example/a') {
  const seen: RequestInit[] = []
  const http = carefulFetch(own, async (_address, init = {}) => {
    seen.push(init)
    return answer()
  })
  const outcome = await http.get(url, 'application/json').then(
    (answered) => answered,
    (error: unknown) => (error as { code: string }).code,
  )
  return { outcome, seen }
}

describe('calling a council', () => {
  it('sends no cookie, no referrer and nothing from a cache, follows nothing, and has a limit of time', async () => {
    const { seen, outcome } = await call(() => Response.json({ a: 1 }, { status: 201 }))
    expect(outcome).toEqual({ status: 201, mediaType: 'application/json', dpop: { nonce: null, challenge: null }, json: { a: 1 }, text: '{"a":1}' })
    expect(seen[0]).toMatchObject({ redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal: expect.any(AbortSignal) })
  })

  it.each([200, 400, 404, 500])('answers with the status %i as it came', async (status) => {
    expect((await call(() => new Response('[]', { status }))).outcome).toMatchObject({ status, json: {}, text: '[]' })
  })

  it.each([301, 302, 303, 307, 308])('ends at a redirect (%i)', async (status) => {
    expect((await call(() => new Response(null, { status, headers: { location: 'https://evil.example' } }))).outcome).toBe('sent_elsewhere')
  })

  it('ends at a redirect as a browser shows it', async () => {
    const opaque = Object.defineProperties(new Response(null), { type: { value: 'opaqueredirect' }, status: { value: 0 } })
    expect((await call(() => opaque)).outcome).toBe('sent_elsewhere')
  })

  it('reads no more than 2 MiB', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    expect((await call(() => new Response(body))).outcome).toBe('not_reachable')
    expect(sent).toBeLessThan(3 * 1024 * 1024)
  })

  it('tells a network that fails from everything else', async () => {
    expect((await call(() => Promise.reject(new TypeError('fetch failed')))).outcome).toBe('not_reachable')
  })

  it.each(['http://issuer.example/a', 'https://127.0.0.1/a', 'ftp://issuer.example/a', 'nonsense'])('never begins with %s', async (url) => {
    expect(await call(() => new Response(), url)).toEqual({ outcome: 'address_refused', seen: [] })
  })
})
