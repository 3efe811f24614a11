import { describe, expect, it } from 'vitest'
import { carefulFetch } from '@counterfoil/wallet/adapters/careful-fetch'
import { relayedHttp } from '@counterfoil/wallet/adapters/relayed-http'
import type { Http } from '@counterfoil/wallet/ports'

const origin = 'https://wallet.example'
const verifier = 'https://verifier.example'
const jwe = `${Buffer.from('{"alg":"ECDH-ES","enc":"A128GCM"}').toString('base64url')}..aXY.Y2lwaGVy.dGFn`
const jws = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.e30.c2ln`
const signed = { status: 200, mediaType: 'application/oauth-authz-req+jwt', body: jws }

interface Internet {
  readonly http: Http
  /** What came to a server, readable or not, in order. */
  readonly came: string[]
  readonly relayed: Readonly<Record<string, unknown>>[]
}

/** A browser among servers: what one doesn't open to other origins comes to it all the same, and its answer isn't handed over. */
function browser({ open = [], relay = { status: 200, mediaType: 'application/json', body: '{"redirect_uri":"https://form.example"}' }, relayStatus = 200 }: { readonly open?: readonly string[]; readonly relay?: unknown; readonly relayStatus?: number } = {}): Internet {
  const came: string[] = []
  const relayed: Record<string, unknown>[] = []
  const fetch: typeof globalThis.fetch = async (input, { method = 'GET', body } = {}) => {
    const url = input as string
    if (url === `${origin}/relay`) {
      relayed.push(JSON.parse(body as string) as Record<string, unknown>)
      return Response.json(relay, { status: relayStatus })
    }
    came.push(`${method} ${url}`)
    if (open.includes(url)) return Response.json({ direct: true })
    throw new TypeError('Failed to fetch')
  }
  return { http: relayedHttp(carefulFetch([origin], fetch), origin), came, relayed }
}

describe('an encrypted answer', () => {
  it('goes directly where the browser may read what comes back', async () => {
    const { http, came, relayed } = browser({ open: [`${verifier}/response`] })
    expect((await http.postForm(`${verifier}/response`, { response: jwe })).json).toEqual({ direct: true })
    expect([came.at(-1), relayed]).toEqual([`POST ${verifier}/response`, []])
  })

  it('goes by the relay where it may not, and never by both: a form comes to its server all the same', async () => {
    const { http, came, relayed } = browser()
    expect(await http.postForm(`${verifier}/response`, { response: jwe })).toMatchObject({ status: 200, json: { redirect_uri: 'https://form.example' } })
    expect(came).toEqual([`GET ${verifier}/response`])
    expect(relayed).toEqual([{ kind: 'presentation', url: `${verifier}/response`, response: jwe }])
  })

  it('needs no trial where the request came from there a moment ago', async () => {
    const readable = browser({ open: [`${verifier}/request`, `${verifier}/response`] })
    await readable.http.get(`${verifier}/request`, 'application/oauth-authz-req+jwt')
    await readable.http.postForm(`${verifier}/response`, { response: jwe })
    expect(readable.came).toEqual([`GET ${verifier}/request`, `POST ${verifier}/response`])
    const closed = browser({ relay: signed })
    await closed.http.get(`${verifier}/request`, 'application/oauth-authz-req+jwt')
    await closed.http.postForm(`${verifier}/response`, { response: jwe })
    expect(closed.came).toEqual([`GET ${verifier}/request`])
    expect(closed.relayed.map(({ kind }) => kind)).toEqual(['document', 'presentation'])
  })

  it.each([
    ['the answer is in the open', { vp_token: '{}' }],
    ['something in the open is beside it', { response: jwe, state: 's' }],
    ['it is a refusal', { error: 'access_denied' }],
    ['it is merely signed', { response: 'a.b.c' }],
  ])('is never given to the relay when %s', async (_what, fields) => {
    const { http, came, relayed } = browser()
    await expect(http.postForm(`${verifier}/response`, fields as Record<string, string>)).rejects.toMatchObject({ code: 'not_reachable' })
    expect([came, relayed]).toEqual([[`POST ${verifier}/response`], []])
  })

  it.each([
    ['says no', { relayStatus: 503 }],
    ['answers nonsense', { relay: { status: 'ok' } }],
    ['answers nothing', { relay: null }],
  ])('is not reachable, as without a relay, when that %s', async (_what, changes) => {
    const { http } = browser(changes)
    await expect(http.postForm(`${verifier}/response`, { response: jwe })).rejects.toMatchObject({ code: 'not_reachable' })
  })
})

describe('what else the relay is given', () => {
  it.each([
    [`${verifier}/request`, 'application/oauth-authz-req+jwt', 'request_object'],
    [`${verifier}/lists/1`, 'application/statuslist+jwt', 'status_list'],
  ])('is a signed document that could not be read directly: %s', async (url, accept, document) => {
    const { http, relayed } = browser({ relay: signed })
    await http.get(url, accept)
    expect(relayed).toEqual([{ kind: 'document', url, document }])
  })

  it.each([
    ['nobody signed, and with the relay\'s own key', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    ['names no algorithm, but has a signature', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.c2ln`],
    ['is a page', '<h1>Hello</h1>'],
  ])('is nothing from which a document comes that %s', async (_what, body) => {
    const { http } = browser({ relay: { ...signed, body } })
    await expect(http.get(`${verifier}/request`, 'application/oauth-authz-req+jwt')).rejects.toMatchObject({ code: 'not_reachable' })
  })

  it('is one document after another, and an answer that waits for none', async () => {
    const first = Promise.withResolvers<Response>()
    const kinds: unknown[] = []
    const fetch: typeof globalThis.fetch = async (input, { body } = {}) => {
      if (input !== `${origin}/relay`) throw new TypeError('Failed to fetch')
      kinds.push((JSON.parse(body as string) as { kind: string }).kind)
      return kinds.length === 1 ? first.promise : Response.json(signed)
    }
    const http = relayedHttp(carefulFetch([origin], fetch), origin)
    const lists = [1, 2, 3].map((list) => http.get(`${verifier}/lists/${list}`, 'application/statuslist+jwt').then(() => 'had', () => 'not had'))
    await http.postForm(`${verifier}/response`, { response: jwe })
    expect(kinds).toEqual(['document', 'presentation'])
    first.resolve(Response.json({}, { status: 503 }))
    expect(await Promise.all(lists)).toEqual(['not had', 'had', 'had'])
    expect(kinds).toEqual(['document', 'presentation', 'document', 'document'])
  })

  it.each([
    ['a page', (http: Http) => http.get(`${verifier}/page`, 'text/html')],
    ['an offer', (http: Http) => http.get(`${verifier}/offers/1`, 'application/json')],
    ['an issuer\'s metadata, which nobody signed', (http: Http) => http.get(`${verifier}/.well-known/openid-credential-issuer`, 'application/json')],
    ['a Credential Request: its proof doesn\'t cover the body', (http: Http) => http.send(`${verifier}/credential`, { method: 'POST', headers: { 'content-type': 'application/jwt', authorization: 'DPoP t1', dpop: 'p1' }, body: jwe })],
    ['a token request', (http: Http) => http.send(`${verifier}/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'code=c' })],
    ['a request with our nonce', (http: Http) => http.send(`${verifier}/request`, { method: 'POST', headers: { accept: 'application/oauth-authz-req+jwt' }, body: 'wallet_nonce=n' })],
  ])('is never %s', async (_what, call) => {
    const { http, relayed } = browser()
    await expect(call(http)).rejects.toMatchObject({ code: 'not_reachable' })
    expect(relayed).toEqual([])
  })

  it('is nothing that was refused here, or answered there', async () => {
    const { http, relayed } = browser()
    await expect(http.get('https://10.0.0.1/lists/1', 'application/statuslist+jwt')).rejects.toMatchObject({ code: 'address_refused' })
    const slow = relayedHttp(carefulFetch([origin], () => Promise.reject(new DOMException('too slow', 'TimeoutError'))), origin)
    await expect(slow.get(`${verifier}/lists/1`, 'application/statuslist+jwt')).rejects.toMatchObject({ code: 'not_reachable' })
    const cut = relayedHttp(carefulFetch([origin], async () => new Response(new ReadableStream({ start: (controller) => controller.error(new TypeError('cut')) }))), origin)
    await expect(cut.get(`${verifier}/lists/1`, 'application/statuslist+jwt')).rejects.toMatchObject({ code: 'not_reachable' })
    expect(relayed).toEqual([])
  })
})
