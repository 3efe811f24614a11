import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, describe, expect, it } from 'vitest'
import type { ServedRoute } from '@counterfoil/service-kit/http/served-routes'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { movesOfSystems } from '../support/bodiless-routes.ts'
import { root } from '../support/source-files.ts'
import { openAuthorizingScene, pkce, publicWallet, redirectUri } from './authorizing-scene.ts'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, proofClaims } from './issuer-scene.ts'
import { openDesk } from './staff-desk.ts'

// Every route of the issuer, found by asking it: one that is new is tried with anything at all, without being named here.

const scene = await openAuthorizingScene()
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const desk = await openDesk(scene)
const person = /href="\/staff\/people\/([^"?]+)"/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
const { accessToken, id: offerId } = await scene.redeemed()
const wallet = publicWallet()
const { verifier, challenge } = pkce()
const { request_uri: requestUri } = (await scene.push(wallet, challenge)).json<{ request_uri: string }>()
const { cookie: citizen } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
const citizensToken = /name="csrf" value="([^"]+)"/.exec((await scene.look(citizen)).body)?.[1] ?? ''
const open = await scene.offer()
const issued = await scene.redeemed()
await scene.credentialWith(issued.accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))
const [credential] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils WHERE offer = ?', issued.id)

const staffHeaders = { cookie: `${desk.cookie}; ${citizen}`, 'sec-fetch-site': 'same-origin', origin: issuerUrl }
const parameters: Readonly<Record<string, string>> = { authority: 'aldermoor', person, offer: offerId, credential: credential?.id ?? '', type: 'residency', change: 'suspend', version: '1', number: '1', document: 'card.svg', form: 'school-travel' }
const addressOf = (url: string): string => url.replaceAll(/:(\w+)/g, (_whole, name: string) => parameters[name] ?? 'x1')

/** Of pages, which aren't described: what their forms hold, and what their addresses are asked with. */
const fieldsOfPages: Readonly<Record<string, readonly string[]>> = {
  'POST /staff/back-channel-logout': ['logout_token'],
  'POST /staff/people': ['csrf', 'words'],
  'POST /staff/people/:person/offers': ['csrf', 'type', 'offer'],
  'POST /staff/people/:person/issue/:step': ['csrf', 'draft', 'type', 'link', 'code', 'language', 'email'],
  'POST /staff/people/:person/issue': ['csrf', 'draft', 'shown'],
  'POST /staff/messages/:message/again': ['csrf'],
  'POST /staff/messages/:message/print': ['csrf'],
  'POST /staff/offers/:offer/withdraw': ['csrf'],
  'POST /staff/credentials/:credential/:change': ['csrf', 'reason', 'when', 'telling'],
  'POST /staff/credentials/:credential/print': ['csrf', 'size'],
  'POST /staff/caseload': ['csrf', 'reference', 'type', 'status', 'sort', 'order', 'issued-from-day', 'issued-from-month', 'issued-from-year'],
  'POST /staff/status': ['csrf', 'change', `select-${credential?.id ?? ''}`, 'all', 'filter'],
  'POST /staff/status/references': ['csrf', 'change', 'type', 'references'],
  'POST /staff/status/:job/confirm': ['csrf', 'reason', 'telling'],
  'POST /staff/status/:job/messages': ['csrf'],
  'POST /staff/status/:job/undo': ['csrf'],
  'GET /staff/caseload': ['type', 'status', 'search', 'sort', 'order', 'after', 'issued-from', 'expires-to'],
  'GET /staff/caseload/export': ['type', 'status', 'search', 'sort', 'order', 'issued-from'],
  'GET /staff/status/references': ['change', 'type', 'problem'],
  'POST /staff/catalogue/types/:type/drafts': ['csrf', 'again'],
  'POST /staff/catalogue/drafts/:draft/edit/:section': ['csrf', 'revision', 'name.en', 'text', 'picture', 'art'],
  'POST /staff/catalogue/drafts/:draft/ask': ['csrf', 'revision'],
  'POST /staff/catalogue/drafts/:draft/discard': ['csrf'],
  'POST /staff/catalogue/new-form': ['csrf', 'id', 'type'],
  'POST /staff/catalogue/forms/:form/drafts': ['csrf', 'again'],
  'POST /staff/catalogue/forms/:form/withdrawal': ['csrf'],
  'POST /staff/catalogue/form-drafts/:draft/edit/:section': ['csrf', 'revision', 'title.en', 'text', 'need.given_name', 'fields', 'returnPaths'],
  'POST /staff/catalogue/form-drafts/:draft/ask': ['csrf', 'revision'],
  'POST /staff/catalogue/form-drafts/:draft/discard': ['csrf'],
  'POST /staff/prints': ['csrf', 'print'],
  'GET /staff/approvals/:approval/rows': ['after'],
  'POST /staff/approvals/:approval/decision': ['csrf', 'reason', 'content'],
  'POST /staff/approvals/:approval/withdraw': ['csrf'],
  'POST /staff/approvals/:approval/break-glass': ['csrf', 'reason', 'phrase', 'content'],
  'POST /staff/approvals/:approval/break-glass/end': ['csrf'],
  'POST /staff/approvals/:approval/break-glass/review': ['csrf', 'verdict'],
  'POST /staff/audit/check': ['csrf'],
  'POST /staff/audit/export': ['csrf'],
  'POST /staff/requests': ['csrf', 'kind', 'handle', 'received-day', 'received-month', 'received-year'],
  'POST /staff/requests/:request/answer': ['csrf'],
  'POST /staff/requests/:request/extend': ['csrf', 'extension'],
  'POST /staff/requests/:request/refuse': ['csrf', 'refusal'],
  'POST /staff/requests/:request/withdraw': ['csrf'],
  'GET /staff/audit': ['kind', 'handle', 'before', 'from-day', 'from-month', 'from-year', 'to-day', 'to-month', 'to-year'],
  'GET /staff/requests/new': ['problems', 'kind', 'handle', 'day', 'month', 'year'],
  'POST /staff/sessions/end': ['csrf'],
  'POST /staff/sessions/:session/end': ['csrf'],
  'POST /staff/colleagues/end': ['csrf'],
  'POST /staff/colleagues/:session/end': ['csrf'],
  'POST /staff/step-up': ['csrf', 'answer', 'back'],
  'POST /staff/passkeys': ['csrf', 'answer', 'back'],
  'POST /staff/passkeys/:passkey/remove': ['csrf'],
  'POST /staff/bulk/new': ['csrf', 'delivery', 'file'],
  ...Object.fromEntries(['ask', 'start', 'pause', 'resume', 'cancel', 'withdraw', 'messages', 'links', 'codes'].map((verb) => [`POST /staff/bulk/:job/${verb}`, ['csrf', 'pause_after', 'make_anew']])),
  'POST /staff/sign-out': ['csrf'],
  'POST /collect/choose': ['csrf', 'decision'],
  'POST /collect/freeze': ['csrf', 'decision'],
  'POST /collect/requests': ['csrf', 'kind'],
  'GET /collect/requests': ['asked', 'lacks', 'language'],
  'GET /:authority/freeze': ['client_id', 'redirect_uri', 'state', 'ui_locales'],
  'GET /:authority/authorize': ['client_id', 'request_uri', 'state', 'scope', 'response_type', 'ui_locales'],
  'GET /collect/signed-in': ['code', 'state', 'iss', 'error'],
  'GET /staff/signed-in': ['code', 'state', 'iss', 'error'],
}
/** Takes no body, so that nothing in one means anything. */
const bodiless = ['POST /:authority/nonce', ...movesOfSystems]

const endsSession = ({ url }: ServedRoute): boolean => url.endsWith('/sign-out') || url === '/staff/sessions/end'

interface Described {
  readonly consumes?: readonly string[]
  readonly body?: { readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[]; readonly const?: string; readonly properties?: object }>> }
  readonly querystring?: { readonly properties?: object }
}

const schemaOf = ({ schema }: ServedRoute): Described => (schema() ?? {}) as Described
const named = ({ method, url }: ServedRoute): string => `${method} ${url}`
const fieldsOf = (route: ServedRoute): readonly string[] => [...Object.keys(schemaOf(route).body?.properties ?? {}), ...Object.keys(schemaOf(route).querystring?.properties ?? {}), ...(fieldsOfPages[named(route)] ?? [])]
const served = scene.issuer.app.servedRoutes.filter(({ url, method }) => !url.startsWith('/docs') && !url.startsWith('/health') && method !== 'OPTIONS' && method !== 'HEAD')
const takers = served.filter(({ method }) => method !== 'GET')
const askedWith = served.filter((route) => route.method === 'GET' && fieldsOf(route).length > 0)
// Who signs out, here or everywhere, can't be tried with anything afterwards.
const inOrder = takers.toSorted((one, other) => Number(endsSession(one)) - Number(endsSession(other)))

const alive = [desk.csrf, citizensToken, open.code, open.txCode, accessToken, requestUri, verifier, challenge, wallet.clientId, redirectUri, preAuthorizedCodeGrant, 'authorization_code', 'refresh_token', 'residency', 'residency-sd-jwt', 'code', 'S256', 'state', 'citizen-state', 'allow', 'cancel', 'freeze', 'moved_away', 'credential_accepted', JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt' }])]
const odd = ['', ' ', '\u0000', '\ud800', '\u202e', '__proto__', 'constructor', '-1', '1e308', 'a.b.c', '[]', '{}', '"', "'--", '<script>x</script>', '%00', '../../etc/passwd', 'x'.repeat(9000), '9'.repeat(400), 'é', '\r\nset-cookie: a=b']
const proof = makeProof(makeKeyPair(), proofClaims('x'))

/** A value that may be right, may be near to it, and may be anything. */
const texts = fc.oneof(fc.constantFrom(...alive), fc.constantFrom(...odd), fc.string({ unit: 'binary', maxLength: 80 }))
const values = fc.oneof(texts, fc.jsonValue({ maxDepth: 3 }), fc.constantFrom<unknown>(null, 0, -1, 1e308, 2 ** 53, [], {}, [[]], { jwt: [proof] }, { jwt: [] }, { attestation: ['a.b.c'] }, { jwk: {}, enc: 'A256GCM' }))
const nameFrom = (fields: readonly string[]) => fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...(fields.length === 0 ? ['x'] : fields)) }, { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'x', '') })

interface Sent {
  readonly type: string
  readonly payload: string | Buffer
}

const query = (pairs: readonly (readonly [string, string])[]): string => new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString()

/** Bodies of the kind that a route takes, and some of every other kind. */
function bodiesFor(route: ServedRoute): fc.Arbitrary<Sent> {
  const fields = fieldsOf(route)
  const name = nameFrom(fields)
  const form = fc.oneof(fc.dictionary(name, texts, { maxKeys: 8 }).map((body) => query(Object.entries(body))), fc.array(fc.tuple(name, texts), { maxLength: 6 }).map(query)).map((payload) => ({ type: 'application/x-www-form-urlencoded', payload }))
  const json = fc.oneof(fc.dictionary(name, values, { maxKeys: 8 }), values).map((body) => ({ type: 'application/json', payload: JSON.stringify(body) ?? '' }))
  const bytes = fc.tuple(fc.constantFrom('application/json', 'application/jwt', 'application/cbor', 'text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'), fc.uint8Array({ maxLength: 200 })).map(([type, payload]) => ({ type, payload: Buffer.from(payload) }))
  const takesJson = schemaOf(route).consumes?.includes('application/json') === true
  return fc.oneof({ weight: 6, arbitrary: takesJson ? json : form }, { weight: 1, arbitrary: takesJson ? form : json }, { weight: 1, arbitrary: bytes })
}

const headers = fc.record({ authorization: fc.oneof(fc.constant(`Bearer ${accessToken}`), texts.map((text) => `Bearer ${encodeURIComponent(text.toWellFormed())}`)), dpop: fc.oneof(fc.constant('a.b.c'), fc.string({ maxLength: 40 }).map(encodeURIComponent)) }, { requiredKeys: [] })

/** What no answer may hold: where it came from inside, and what a database says. */
const inside = [/\n\s+at \S+ \(/, /node_modules|\.ts:\d+/, /SQLITE|syntax error near|no such (table|column)|constraint failed|\bSELECT [a-z_*]+|INSERT INTO/i]
const facts = ['Ceridwen', 'Ashdown', '1961-04-30', '14 Harbour Lane', 'AL1 2BC', '100012345678']

function isHarmless(route: ServedRoute, answer: LightMyRequestResponse, ms: number): void {
  const said = `${named(route)} ${answer.statusCode} ${answer.body.slice(0, 300)}`
  expect(answer.statusCode, said).toBeLessThan(500)
  for (const trace of inside) expect(answer.body, said).not.toMatch(trace)
  for (const place of [scene.folder, root]) expect(answer.body, said).not.toContain(place)
  // Pages show a record to those who may see it; what refuses shows it to nobody.
  const showsRecords = answer.statusCode < 300 && /^\/(staff|collect)\//.test(route.url)
  if (!showsRecords) for (const fact of facts) expect(answer.body, said).not.toContain(fact)
  if (answer.statusCode >= 400) expect(answer.headers['set-cookie'], said).toBeUndefined()
  expect(ms, said).toBeLessThan(5000)
}

/** So much and no more, however slow the machine. */
const within = { numRuns: 250, interruptAfterTimeLimit: 2500 }

async function ask(route: ServedRoute, url: string, sent: Sent | null, more: Readonly<Record<string, string | undefined>>): Promise<void> {
  const began = performance.now()
  const known = /^\/(staff|collect)\//.test(route.url) ? staffHeaders : {}
  const answer = await scene.inject({ method: route.method, url, headers: { ...known, ...more, ...(sent === null ? {} : { 'content-type': sent.type }) }, ...(sent === null ? {} : { payload: sent.payload }) })
  isHarmless(route, answer, performance.now() - began)
}

describe('anything at all', () => {
  it('is made for every route that takes anything: each tells what it takes', () => {
    expect(takers.length).toBeGreaterThan(10)
    expect(takers.filter((route) => fieldsOf(route).length === 0).map(named).filter((name) => !bodiless.includes(name))).toEqual([])
    const names = served.map(named)
    expect(Object.keys(fieldsOfPages).filter((name) => !names.includes(name))).toEqual([])
  })

  it.each(inOrder.map((route) => [named(route), route] as const))('as the body of %s does no harm', async (_name, route) => {
    const url = addressOf(route.url)
    await fc.assert(fc.asyncProperty(bodiesFor(route), headers, (sent, more) => ask(route, url, sent, more)), within)
  })

  it.each(askedWith.map((route) => [named(route), route] as const))('as the query of %s does no harm', async (_name, route) => {
    const url = addressOf(route.url)
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(nameFrom(fieldsOf(route)), texts), { maxLength: 5 }), (pairs) => ask(route, `${url}?${query(pairs)}`, null, {})), within)
  })

  it('as a part of an address does no harm', async () => {
    const places = served.filter(({ url }) => url.includes(':'))
    expect(places.length).toBeGreaterThan(15)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.array(texts, { minLength: 3, maxLength: 3 }), (route, parts) => {
        let place = -1
        const url = route.url.replaceAll(/:\w+/g, (name) => ((place += 1) === 0 && name === ':authority' ? 'aldermoor' : encodeURIComponent((parts[place] ?? '').toWellFormed().slice(0, 300))))
        return ask(route, url, null, {})
      }),
      { ...within, numRuns: 500 },
    )
  })

  it('leaves everything as good as before', async () => {
    const again = await scene.redeemed()
    const nonce = await scene.nonce()
    const proven = makeProof(makeKeyPair(), proofClaims(nonce, { iat: scene.clock.now() }))
    expect((await scene.credentialWith(again.accessToken, credentialBody(proven))).statusCode).toBe(200)
    expect((await scene.collect(wallet, (await scene.tokensOf(wallet)).access_token)).statusCode).toBe(200)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})
