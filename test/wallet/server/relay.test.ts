import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compactDecrypt, CompactEncrypt, exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFetchOutside, OutsideUnavailable, type FetchOutside, type LookUp } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { relayConnections } from '@counterfoil/wallet/server/relay/relay'
import { signedBy, walletKey } from '../../support/outside-wallet.ts'
import { startCallingServer, walletUrl, type CallingServer } from './calling-server.ts'

interface Got {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Somebody else's server, which knows nothing of other origins. */
let others: Server
let host = ''
let got: Got[] = []
let answer: RequestListener = (_request, response) => response.end()
let server: CallingServer
const verifierKeys = generateKeyPair('ECDH-ES', { extractable: true })

beforeAll(async () => {
  others = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer(request, response)
    })
  })
  others.listen(0, 'localhost')
  await once(others, 'listening')
  host = `localhost:${(others.address() as AddressInfo).port}`
  server = await startCallingServer({ relays: true }, { fetchOutside: createFetchOutside({ privateHosts: [host] }) })
})
beforeEach(() => {
  got = []
})
afterAll(async () => {
  await server.close()
  others.closeAllConnections()
  others.close()
})

const say = (status: number, mediaType: string, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener => (_request, response) => void response.writeHead(status, { 'content-type': mediaType, ...headers }).end(body)
const encrypt = async (text: string): Promise<string> => new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM' }).encrypt((await verifierKeys).publicKey)
const jwe = await encrypt('{"vp_token":{}}')
const jws = signedBy(walletKey(), { typ: 'oauth-authz-req+jwt' }, { client_id: 'x' })
const at = (path: string): string => `http://${host}${path}`
const pass = async (message: object): Promise<{ readonly status: number; readonly answer: Record<string, unknown> }> => {
  const response = await server.post('/relay', message)
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

describe('the relay', () => {
  it('takes an encrypted answer to a verifier that lets no browser call it, once, and brings back where to go on', async () => {
    answer = say(200, 'application/json', JSON.stringify({ redirect_uri: 'https://form.example/done#response_code=r', name: 'Ada', nested: {} }), { 'set-cookie': 'followed=1' })
    const { privateKey, publicKey } = await verifierKeys
    expect(await exportJWK(publicKey)).toMatchObject({ kty: 'EC' })
    const passed = await pass({ kind: 'presentation', url: at('/response/1'), response: await encrypt('{"vp_token":{"a":["Ada"]}}') })
    expect(passed).toEqual({ status: 200, answer: { status: 200, mediaType: 'application/json', body: '{"redirect_uri":"https://form.example/done#response_code=r"}' } })
    expect(got).toHaveLength(1)
    const [{ method, path, headers, body } = raise()] = got
    expect([method, path, headers['content-type']]).toEqual(['POST', '/response/1', 'application/x-www-form-urlencoded'])
    // Of the caller nothing goes along: no origin, no cookie, no address, no browser.
    expect(Object.keys(headers).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host'])
    const fields = new URLSearchParams(body)
    expect([...fields.keys()]).toEqual(['response'])
    expect(new TextDecoder().decode((await compactDecrypt(fields.get('response') ?? '', privateKey)).plaintext)).toBe('{"vp_token":{"a":["Ada"]}}')
  })

  it.each([
    ['a Request Object', 'request_object', '/request/1', 'application/oauth-authz-req+jwt', jws],
    ['a status list', 'status_list', '/lists/1', 'application/statuslist+jwt; charset=utf-8', jws],
  ])('fetches %s', async (_what, document, path, mediaType, body) => {
    answer = say(200, mediaType, body)
    expect(await pass({ kind: 'document', url: at(path), document })).toEqual({ status: 200, answer: { status: 200, mediaType: mediaType.split(';')[0], body } })
    expect(got[0]?.method).toBe('GET')
  })

  it('says that a document is gone, and nothing of what its server has to say of that', async () => {
    answer = say(404, 'text/html', '<h1>Ada was here</h1>')
    expect((await pass({ kind: 'document', url: at('/request/1'), document: 'request_object' })).answer).toEqual({ status: 404, mediaType: 'text/html', body: '' })
  })

  it.each<[string, object, RequestListener]>([
    ['a page in place of a Request Object', { kind: 'document', document: 'request_object' }, (request, response) => say(200, 'text/html', jws)(request, response)],
    ['a Request Object that nobody signed', { kind: 'document', document: 'request_object' }, (request, response) => say(200, 'application/oauth-authz-req+jwt', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.c2ln`)(request, response)],
    ['a Request Object that isn\'t signed', { kind: 'document', document: 'request_object' }, (request, response) => say(200, 'application/oauth-authz-req+jwt', '{"a":1}')(request, response)],
    ['SRF-03 a redirect', { kind: 'presentation', response: jwe }, (request, response) => say(302, 'text/plain', '', { location: at('/elsewhere') })(request, response)],
    ['what was compressed unasked', { kind: 'document', document: 'status_list' }, (request, response) => say(200, 'application/statuslist+jwt', jws, { 'content-encoding': 'gzip' })(request, response)],
    ['a verifier that says much', { kind: 'presentation', response: jwe }, (request, response) => say(200, 'application/json', JSON.stringify({ redirect_uri: 'https://form.example', more: 'A'.repeat(70_000) }))(request, response)],
    ['more than it takes', { kind: 'document', document: 'status_list' }, (request, response) => say(200, 'application/statuslist+jwt', `${jws}${'A'.repeat(2_200_000)}`)(request, response)],
    ['a connection that breaks', { kind: 'presentation', response: jwe }, (request) => void request.socket.destroy()],
  ])('brings nothing back of %s, tells nobody why, and asks no second time', async (_what, message, listener) => {
    answer = listener
    const { status, answer: problem } = await pass({ url: at('/x'), ...message })
    expect([status, problem['code']]).toEqual([503, 'temporarily_unavailable'])
    expect(JSON.stringify(problem)).not.toMatch(/Ada|elsewhere|localhost/)
    expect(got).toHaveLength(1)
  })

  it('isn\'t there unless the operator wants it', async () => {
    const without = await startCallingServer({})
    expect((await without.post('/relay', { kind: 'presentation', url: at('/x'), response: jwe })).status).toBe(404)
    await without.close()
  })

  it('lets one address pass on no more than the operator wants', async () => {
    answer = say(200, 'application/json', '{}')
    const limited = await startCallingServer({ relays: true, callsPerMinute: 1 }, { fetchOutside: createFetchOutside({ privateHosts: [host] }) })
    const ask = async (): Promise<number> => (await limited.post('/relay', { kind: 'presentation', url: at('/x'), response: jwe })).status
    expect([await ask(), await ask()]).toEqual([200, 429])
    await limited.close()
  })

  it('does few things at once for one address, and others for another', async () => {
    const held = heldBack()
    const busy = await startCallingServer({ relays: true, trustedProxies: ['127.0.0.1'] }, { fetchOutside: held.fetchOutside })
    const ask = (caller: string, message: object = { kind: 'document', url: at('/lists/1'), document: 'status_list' }): Promise<Response> => busy.post('/relay', message, { 'x-forwarded-for': caller })
    const first = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2::3', '2001:db8:1:2::4'].map((caller) => ask(caller))
    await held.have(4)
    const fifth = await ask('2001:db8:1:2::5', presentation({}))
    expect([fifth.status, fifth.headers.get('retry-after'), ((await fifth.json()) as { code: string }).code]).toEqual([429, '5', 'too_many_requests'])
    const other = ask('198.51.100.7')
    await held.have(5)
    held.letGo()
    expect(await Promise.all([...first, other].map(async (one) => (await one).status))).toEqual([200, 200, 200, 200, 200])
    expect((await ask('2001:db8:1:2::1')).status).toBe(200)
    await busy.close()
  })

  it('counts what goes on there after its caller went away, and no longer', async () => {
    const held = heldBack()
    const busy = await startCallingServer({ relays: true }, { fetchOutside: held.fetchOutside })
    const gone = new AbortController()
    const body = JSON.stringify({ kind: 'document', url: at('/lists/1'), document: 'status_list' })
    const left = [1, 2, 3, 4].map(() => fetch(`${busy.url}/relay`, { method: 'POST', headers: { 'content-type': 'application/json', origin: walletUrl }, body, signal: gone.signal }).catch(() => 'left'))
    await held.have(4)
    gone.abort()
    expect(await Promise.all(left)).toEqual(['left', 'left', 'left', 'left'])
    expect((await busy.post('/relay', body)).status).toBe(429)
    held.fail()
    expect((await busy.post('/relay', body)).status).toBe(503)
    await busy.close()
  })

  it('waits less long for a document than for a verifier, which has an answer to check', async () => {
    const patience: (number | undefined)[] = []
    const timed = await startCallingServer({ relays: true }, { fetchOutside: (_url, { timeoutMs } = {}) => (patience.push(timeoutMs), Promise.reject(new OutsideUnavailable('too_slow'))) })
    await timed.post('/relay', { kind: 'document', url: at('/lists/1'), document: 'status_list' })
    await timed.post('/relay', presentation({}))
    expect(patience).toEqual([3000, 10_000])
    await timed.close()
  })

  it('keeps no connection, which servers of one caller\'s choice could take from all the others', async () => {
    answer = say(200, 'application/statuslist+jwt', jws)
    const { address, family, port } = others.address() as AddressInfo
    const lookUp: LookUp = (_name, told) => told(null, [{ address, family: family === 'IPv6' ? 6 : 4 }])
    const narrow = await startCallingServer({ relays: true }, { fetchOutside: createFetchOutside({ privateHosts: ['a.internal', 'b.internal'], lookUp, connections: { ...relayConnections, maxTotalSockets: 1 } }) })
    for (const name of ['a', 'b', 'a']) expect((await narrow.post('/relay', { kind: 'document', url: `http://${name}.internal:${port}/lists/1`, document: 'status_list' })).status).toBe(200)
    await narrow.close()
  })
})

interface HeldBack {
  readonly fetchOutside: FetchOutside
  /** Resolves once so many were asked for. */
  have(count: number): Promise<void>
  /** Answers what waits and whatever comes. */
  letGo(): void
  fail(): void
}

/** A way out on which nothing moves until it is let go. */
function heldBack(): HeldBack {
  const { promise: gate, resolve, reject } = Promise.withResolvers<void>()
  let asked = 0
  const waiting: { readonly count: number; readonly told: () => void }[] = []
  return {
    fetchOutside: async () => {
      asked += 1
      for (const { count, told } of waiting) if (asked >= count) told()
      await gate
      return { status: 200, headers: { 'content-type': 'application/statuslist+jwt' }, body: Buffer.from(jws) }
    },
    have: (count) => new Promise((told) => (asked >= count ? told() : void waiting.push({ count, told }))),
    letGo: resolve,
    fail: () => reject(new OutsideUnavailable('unreachable')),
  }
}

function raise(): never {
  throw new Error('Nothing came.')
}

const presentation = (changes: object): object => ({ kind: 'presentation', url: at('/x'), response: jwe, ...changes })
const bad: readonly (readonly [what: string, body: () => unknown, status?: number, headers?: Readonly<Record<string, string>>])[] = [
  ['no message', () => ({})],
  ['a list', () => [presentation({})]],
  ['a kind that nobody knows', () => ({ kind: 'get', url: at('/x') })],
  ['an answer in the open', () => presentation({ response: '{"vp_token":{"a":["Ada"]}}' })],
  ['an answer as a form', () => presentation({ response: undefined, vp_token: '{}' })],
  ['an answer that is merely signed', () => presentation({ response: jws })],
  ['an answer with something in the open beside it', () => presentation({ state: 's' })],
  ['five parts that are no JWE', () => presentation({ response: 'a.b.c.d.e' })],
  ['a JWE without enc', () => presentation({ response: `${Buffer.from('{"alg":"none"}').toString('base64url')}..b.c.d` })],
  ['a JWE with something in the open at its end', () => presentation({ response: `${jwe}&vp_token=x` })],
  ['a JWE over several lines', () => presentation({ response: `${jwe}\nx` })],
  ['an error', () => ({ kind: 'presentation', url: at('/x'), error: 'access_denied' })],
  // A proof of the token's key doesn't cover the body: who passes it on could ask for a credential of their own.
  ['a Credential Request, encrypted or not', () => ({ kind: 'credential', url: at('/x'), request: jwe, accessToken: 't1', proof: jws })],
  ['an issuer\'s metadata, which nobody signed', () => ({ kind: 'document', url: at('/.well-known/openid-credential-issuer'), document: 'metadata' })],
  ['headers of one\'s own', () => presentation({ headers: { cookie: 'a=b' } })],
  ['a document of another kind', () => ({ kind: 'document', url: at('/x'), document: 'page' })],
  ['a document that an object has of itself', () => ({ kind: 'document', url: at('/x'), document: '__proto__' })],
  ['no address', () => presentation({ url: undefined })],
  ['a list of addresses', () => presentation({ url: [at('/x')] })],
  ['a long address', () => presentation({ url: at(`/${'x'.repeat(3000)}`) })],
  ['an address with a password', () => presentation({ url: 'https://a:b@verifier.example/' })],
  ...['file:///etc/passwd', 'ftp://verifier.example/', 'gopher://verifier.example/', 'data:,x', 'blob:https://verifier.example/1', 'javascript:1', '//verifier.example/x', '/x'].map((url) => [`SRF-04 ${url}`, () => presentation({ url })] as const),
  ...['http://verifier.example/x', 'https://127.0.0.1/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://10.0.0.1/', 'https://192.168.1.1/', 'https://172.16.0.1/', 'https://169.254.169.254/latest/meta-data', 'https://[fd00:ec2::254]/', 'https://[fe80::1]/', 'https://100.64.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0/'].map((url) => [`SRF-05 ${url}`, () => ({ kind: 'document', url, document: 'status_list' })] as const),
  ['another page', () => presentation({}), 403, { origin: 'https://evil.example' }],
  ['another page that says nothing of itself', () => presentation({}), 403, { 'sec-fetch-site': 'cross-site' }],
  ['SRF-08 a form, which pages may send without asking', () => new URLSearchParams({ kind: 'presentation', url: at('/x'), response: jwe }).toString(), 415, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a large answer', () => presentation({ response: `${jwe}${'A'.repeat(600_000)}` }), 413],
]

describe('the relay passes on nothing of', () => {
  it.each(bad.map(([what, body, status = 400, headers = {}]) => ({ what, body, status, headers })))('$what', async ({ body, status, headers }) => {
    answer = say(200, 'application/json', '{}')
    const response = await server.post('/relay', body(), headers)
    expect([response.status, got]).toEqual([status, []])
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('SRF-02 a name that resolves to an address inside, first or beside one outside, and says the same of it as of a name that isn\'t there', async () => {
    const told = async (lookUp: LookUp): Promise<unknown> => {
      const guarded = await startCallingServer({ relays: true }, { fetchOutside: createFetchOutside({ privateHosts: [], lookUp }) })
      const response = await guarded.post('/relay', presentation({ url: `https://rebinding.example:${host.split(':')[1]}/x` }))
      const { instance, ...problem } = (await response.json()) as Record<string, unknown>
      expect(instance).toMatch(/^urn:counterfoil:request:/)
      await guarded.close()
      return { status: response.status, retryAfter: response.headers.get('retry-after'), problem }
    }
    const ofNone = await told((_name, answering) => answering(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []))
    expect(ofNone).toMatchObject({ status: 503, problem: { code: 'temporarily_unavailable' } })
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['169.254.169.254'], ['::1'], []]) {
      expect(await told((_name, answering) => answering(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))))).toEqual(ofNone)
    }
    expect(got).toEqual([])
  })

  it('a preflight of another origin', async () => {
    const response = await fetch(`${server.url}/relay`, { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([405, null])
  })
})
