import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedRoute } from '@counterfoil/service-kit/http/served-routes'
import { movesOfSystems } from '../support/bodiless-routes.ts'
import { openEdges, type Edge } from './open-services.ts'

// Every route of every service, found by asking the services: a new one is held to the same without being named here.

let edges: readonly Edge[]
beforeAll(async () => {
  edges = await openEdges()
})
afterAll(() => Promise.all(edges.map((edge) => edge.close())))

interface Place {
  readonly edge: Edge
  readonly route: ServedRoute
  readonly url: string
}

const services = ['issuer', 'verifier', 'council website', 'registrar', 'OpenID Provider'] as const
const addressOf = (url: string, value = 'x1'): string => url.replaceAll(':authority', 'aldermoor').replaceAll(':form', 'blue-badge-renewal').replaceAll(/:\w+/g, value).replaceAll('*', value)

function placesOf(service: string, value?: string): Place[] {
  const edge = edges.find(({ name }) => name === service)
  if (edge === undefined) throw new Error(`no ${service}`)
  return edge.app.servedRoutes.filter(({ url, method }) => !url.startsWith('/docs/static') && method !== 'OPTIONS').map((route) => ({ edge, route, url: addressOf(route.url, value) }))
}

const ask = ({ edge, route, url }: Place, options: InjectOptions = {}): Promise<LightMyRequestResponse> => edge.app.inject({ method: route.method as 'GET', url, ...options })
const named = ({ route }: Place): string => `${route.method} ${route.url}`
const takesBody = ({ route }: Place): boolean => route.method === 'POST'

/** Answers that may be kept, for they are the same for everybody and hold nothing of anybody. */
const cacheable = /^(GET|HEAD) ((?:\/:authority(?:\/[a-z]+)?)?\/\.well-known\/|\/types\/|\/assets\/|\/:authority\/status-lists\/|\/:authority\/jwks\.json$|\/purpose-register(?:\.(?:json|csv))?$|\/:authority\/form-profiles$|\/docs)/
/** Routes whose body means nothing, so that none is read. */
const bodiless = new Set(['POST /:authority/nonce', ...movesOfSystems])

const text = (value: string) => ({ type: 'application/json', payload: value })
const nastyBodies = [
  text(''), text('null'), text('[]'), text('"x"'), text('0'), text('{'), text('{}'), text('{"a":1,"a":2}'), text('{"__proto__":{"a":1}}'), text('{"constructor":{"prototype":{"a":1}}}'),
  text(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), text('{"form":"\\ud800","flow":"\\u0000","form_key":null}'), text('{"form":{"toString":1},"flow":[]}'), text('{"response_code":1e999}'), text('\uFEFF{}'),
  { type: 'application/json', payload: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  { type: 'application/json; charset=utf-16', payload: Buffer.from('{"a":1}', 'utf16le') },
  { type: 'application/x-www-form-urlencoded', payload: '' },
  { type: 'application/x-www-form-urlencoded', payload: 'a=1&a=2' },
  { type: 'application/x-www-form-urlencoded', payload: '__proto__=x&constructor=y&a[__proto__]=z&toString=1' },
  { type: 'application/x-www-form-urlencoded', payload: '%zz=%&=&&=%ff%00' },
  { type: 'application/x-www-form-urlencoded', payload: `response=${'a.'.repeat(20_000)}` },
  { type: 'application/x-www-form-urlencoded', payload: Array.from({ length: 10_000 }, (_, index) => `p${index}=1`).join('&').slice(0, 60_000) },
  { type: 'multipart/form-data; boundary=x', payload: '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n' },
  { type: 'application/xml', payload: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
] // prettier-ignore

const nastyValues = ['__proto__', 'constructor', 'toString', '..%2f..%2fetc%2fpasswd', '%00', '%0d%0aset-cookie:%20a=b', '%F0%9F%98%80', '%ED%A0%80', '%ff', "'--", '%3Cscript%3Ealert(1)%3C%2Fscript%3E', 'a'.repeat(512), '-1', '1e308', '9'.repeat(40)]
const nastyHeaders: readonly Readonly<Record<string, string>>[] = [
  { authorization: '' }, { authorization: 'Bearer' }, { authorization: `Bearer ${'x'.repeat(8000)}` }, { authorization: 'Bearer a b' }, { authorization: 'Basic OjpcAA==' }, { authorization: 'Bearer \u00ff' },
  { cookie: '=; ;=;cf_staff' }, { cookie: `cf_staff=${'a'.repeat(8000)}` }, { cookie: 'cf_staff=%; cf_form=%E0%A4%A; cf_staff=x; __proto__=1' },
  { 'if-none-match': 'W/"' }, { 'if-none-match': `"${'a'.repeat(8000)}"` }, { accept: 'a/b;q=\u00e9, */*;q=2' }, { 'accept-language': '*;q=-1' }, { range: 'bytes=0-,9-1' }, { origin: 'null' },
  { 'content-encoding': 'gzip' }, { 'accept-version': '2.x' }, { 'x-http-method-override': 'DELETE' }, { expect: '100-continue' },
] // prettier-ignore

describe.each(services)('every route of the %s', (service) => {
  it('is there, so that this file is about something', () => {
    expect(placesOf(service).length).toBeGreaterThan(8)
  })

  it('says in its description what it takes, what it answers and how it refuses, where there is one, or is hidden', () => {
    if (!placesOf(service).some(({ url }) => url === '/docs/json')) return expect(['council website', 'OpenID Provider']).toContain(service)
    for (const place of placesOf(service)) {
      const { schema, method } = place.route
      if (schema()?.hide === true || method === 'HEAD') continue
      const described = schema() as { summary?: string; body?: object; consumes?: string[]; params?: object; response?: Record<string, object> } | undefined
      const answers = Object.keys(described?.response ?? {})
      const refusals = answers.filter((status) => /^[45]/.test(status))
      expect([named(place), described?.summary !== undefined, answers.some((status) => /^[23]/.test(status)), refusals.length > 0]).toEqual([named(place), true, true, true])
      if (takesBody(place) && !bodiless.has(named(place))) expect([named(place), described?.body !== undefined || described?.consumes !== undefined]).toEqual([named(place), true])
      if (place.route.url.includes(':')) expect([named(place), described?.params !== undefined]).toEqual([named(place), true])
    }
  })

  it('carries the security headers, and is kept by no cache unless it may be', async () => {
    for (const place of placesOf(service)) {
      for (const headers of [{}, place.edge.known]) {
        const answer = await ask(place, { headers })
        expect(answer.statusCode, named(place)).toBeLessThan(500)
        expect(answer.headers, named(place)).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': expect.stringMatching(/DENY|SAMEORIGIN/) as string, 'cross-origin-opener-policy': 'same-origin' })
        expect(answer.headers['content-security-policy'], named(place)).toMatch(/default-src 'none'.*frame-ancestors 'none'/s)
        expect(['no-referrer', 'same-origin'], named(place)).toContain(answer.headers['referrer-policy'])
        if (!cacheable.test(named(place)) || answer.statusCode >= 400) expect([named(place), answer.headers['cache-control']]).toEqual([named(place), 'no-store'])
        expect(answer.headers['set-cookie'] === undefined || /HttpOnly.*SameSite=(Lax|Strict)/i.test(String(answer.headers['set-cookie'])), named(place)).toBe(true)
      }
    }
  })

  it('refuses every other method with 405 and those that it takes', async () => {
    const places = placesOf(service)
    for (const place of places) {
      const taken = new Set(places.filter(({ url }) => url === place.url).map(({ route }) => route.method))
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
        // Where any address below is a page that says "not found", GET is taken.
        if (taken.has(method) || (service === 'council website' && method === 'GET')) continue
        const answer = await place.edge.app.inject({ method: method as 'GET', url: place.url, headers: place.edge.known })
        // Every two words are the address of some form there, so that a method may be taken and nothing found.
        if (service === 'council website' && method === 'POST' && answer.statusCode === 404) continue
        const wallets = method === 'OPTIONS' && answer.headers['access-control-allow-origin'] === '*' && /^\/(aldermoor|types|\.well-known)\//.test(place.url)
        expect([place.url, method, answer.statusCode]).toEqual([place.url, method, wallets ? 204 : 405])
        if (!wallets) for (const allowed of String(answer.headers['allow']).split(', ')) expect(['GET', 'HEAD', 'POST']).toContain(allowed)
      }
    }
  })

  it('SRF-15 refuses an address that carries a parameter twice', async () => {
    for (const place of placesOf(service)) {
      const answer = await ask({ ...place, url: `${place.url}?a=1&b=2&a=3` }, { headers: place.edge.known })
      expect([named(place), answer.statusCode]).toEqual([named(place), 400])
    }
  })

  it('has no fault for any body, whoever sends it', async () => {
    for (const place of placesOf(service).filter(takesBody)) {
      for (const known of [{}, place.edge.known]) {
        for (const { type, payload } of nastyBodies) {
          const answer = await ask(place, { headers: { ...known, 'content-type': type }, payload })
          const said = [named(place), type, String(payload).slice(0, 40), answer.statusCode]
          expect(answer.statusCode, said.join(' ')).toBeLessThan(500)
          if (!bodiless.has(named(place)) && (type.startsWith('multipart') || type.endsWith('xml') || String(payload).includes('"a":1,"a"'))) expect(answer.statusCode, said.join(' ')).toBeGreaterThanOrEqual(400)
        }
        const large = await ask(place, { headers: { ...known, 'content-type': 'application/x-www-form-urlencoded' }, payload: `a=${'a'.repeat(70_000)}` })
        expect([401, 403, 413, 415], named(place)).toContain(large.statusCode)
        const plain = await ask(place, { headers: { ...known, 'content-type': 'text/plain' }, payload: '{}' })
        expect([named(place), [401, 403, 415].includes(plain.statusCode)]).toEqual([named(place), true])
      }
    }
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  it('has no fault for any field of a form that is truly theirs', async () => {
    const fields = ['type', 'offer', 'reason', 'words', 'flow', 'keep', 'response_code', 'first_name', 'postcode', 'uprn', 'date_of_birth-day', 'date_of_birth-year', 'response', 'state', 'error', 'grant_type', 'pre-authorized_code', 'tx_code']
    for (const place of placesOf(service).filter(takesBody)) {
      if (place.url.endsWith('/sign-out')) continue
      for (const value of ['\u0000', '\ud800', '\u202e', '<script>alert(1)</script>', 'a'.repeat(3000), '__proto__', ' ', '9'.repeat(400)]) {
        const payload = new URLSearchParams({ ...place.edge.formToken, ...Object.fromEntries(fields.map((field) => [field, value])) }).toString()
        const answer = await ask(place, { headers: { ...place.edge.known, 'content-type': 'application/x-www-form-urlencoded' }, payload })
        expect([named(place), value.slice(0, 10), answer.statusCode < 500]).toEqual([named(place), value.slice(0, 10), true])
        expect(answer.body).not.toContain('<script>alert')
      }
    }
  })

  it('has no fault for any address or header, and gives none of it back as markup', async () => {
    for (const value of nastyValues) {
      for (const place of placesOf(service, value).filter(({ route }) => /[:*]/.test(route.url))) {
        const answer = await ask(place, { headers: place.edge.known })
        expect([named(place), value, answer.statusCode < 500]).toEqual([named(place), value, true])
        expect(answer.body).not.toMatch(/<script>alert|root:/)
        expect(answer.headers['set-cookie']).not.toBe('a=b')
      }
    }
    for (const headers of nastyHeaders) {
      for (const place of placesOf(service)) {
        const answer = await ask(place, { headers })
        expect([named(place), JSON.stringify(headers).slice(0, 60), answer.statusCode < 500]).toEqual([named(place), JSON.stringify(headers).slice(0, 60), true])
      }
    }
  })

  it('OFF-24 names no host but its own, whatever the request says', async () => {
    const evil = 'evil.example'
    const headers = { host: evil, 'x-forwarded-host': evil, 'x-forwarded-server': evil, 'x-original-host': evil, forwarded: `host=${evil};proto=https`, 'x-forwarded-proto': 'https', 'x-forwarded-for': evil, 'x-original-url': '/staff/people', 'x-rewrite-url': '/staff/people' }
    for (const place of placesOf(service)) {
      const answer = await ask(place, { headers: { ...place.edge.known, ...headers } })
      expect(answer.statusCode, named(place)).toBeLessThan(500)
      expect(`${answer.body}${JSON.stringify(answer.headers)}`, named(place)).not.toContain(evil)
    }
  })
})

describe('who guards what', () => {
  it('SRF-14 is decided by the address as it is routed, never by how it is written', async () => {
    const guarded = placesOf('issuer').filter(({ route }) => route.method === 'GET' && route.url.startsWith('/staff/') && !/sign(ed)?-/.test(route.url))
    expect(guarded.length).toBeGreaterThan(3)
    for (const place of guarded) {
      for (const url of [place.url, place.url.replace('staff', '%73taff'), place.url.replace('staff', '%73%74aff')]) expect([url, (await ask({ ...place, url })).statusCode]).toEqual([url, 401])
      for (const url of [`/${place.url}`, place.url.replace('/staff', '/STAFF'), place.url.replace('/staff/', '/staff%2f'), place.url.replace('/staff/', '/staff;a=b/'), `${place.url}/`, place.url.replace('/staff', '/./staff/../staff//')]) {
        expect([401, 404], url).toContain((await ask({ ...place, url })).statusCode)
      }
    }
  })

  it('no key, no answer: form servers\' routes are closed in every spelling', async () => {
    for (const place of placesOf('verifier').filter(({ route }) => route.url.includes('presentations'))) {
      for (const url of [place.url, place.url.replace('presentations', '%70resentations')]) expect([url, (await ask({ ...place, url })).statusCode]).toEqual([url, 401])
      const other = place.url.replace('aldermoor', 'brackenfield')
      expect([other, (await ask({ ...place, url: other }, { headers: place.edge.known })).statusCode]).toEqual([other, 401])
    }
  })
})
