import { describe, expect, it } from 'vitest'
import { createFormServer, type FormServer, type StartedPresentation } from '@counterfoil/form-server/form-server'
import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { unconfirmedSince } from '@counterfoil/form-server/prefill-result'
import type { Declaration } from '@counterfoil/form-server/transaction'
import { sealTo, source, started, stubVerifier } from './verifier-stub.ts'

const verifierUrl = 'http://localhost:5620/aldermoor'
const declaration: Declaration = { type: 'urn:counterfoil:transaction:declaration:1', statement: { en: 'I live there', cy: 'Rwy’n byw yno' } }
const fields = { first_name: 'Ada', uprn: '100012345678' }

const formServerWith = (fetch: (url: string, options: RequestInit) => Promise<Response>): FormServer => createFormServer({ verifierUrl, apiKey: 'key-of-aldermoor', fetch })

const hang = (_: string, { signal }: RequestInit): Promise<Response> => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))

async function refusalOf(promise: Promise<unknown>): Promise<FormServerError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof FormServerError)) throw new Error('expected a FormServerError')
  return error
}

/** A form server whose verifier gives out one result, whatever `make` seals. */
async function collecting(make: (formKey: unknown) => Promise<unknown>): Promise<{ server: FormServer; presentation: StartedPresentation }> {
  const stub = stubVerifier({
    'POST /aldermoor/presentations': { status: 201, body: started },
    'POST /aldermoor/presentations/transaction-1/result': async () => ({ body: { result: await make((stub.requests[0]?.body as { form_key: unknown } | undefined)?.form_key) } }),
  })
  const server = formServerWith(stub.fetch)
  return { server, presentation: await server.start({ form: 'blue-badge-renewal', flow: 'cross_device' }) }
}

describe('starting a presentation', () => {
  it('sends a fresh public key and the API key, and returns what to show', async () => {
    const stub = stubVerifier({ 'POST /aldermoor/presentations': { status: 201, body: started } })
    const returnUrl = 'http://localhost:5640/aldermoor/blue-badge-renewal'
    const presentation = await formServerWith(stub.fetch).start({ form: 'blue-badge-renewal', flow: 'same_device', returnUrl, locale: 'cy' })
    const [request] = stub.requests
    expect(request?.headers.get('authorization')).toBe('Bearer key-of-aldermoor')
    expect(request?.body).toEqual({
      form: 'blue-badge-renewal',
      flow: 'same_device',
      form_key: { kty: 'EC', crv: 'P-256', x: expect.stringMatching(/^[\w-]{43}$/), y: expect.stringMatching(/^[\w-]{43}$/) },
      return_url: returnUrl,
      locale: 'cy',
    })
    expect(presentation).toMatchObject({ transactionId: 'transaction-1', walletLink: started.wallet_link, code: 'AK7P-4MWX', expiresAt: started.expires_at })
  })

  it('sends what is to be authorised, and nothing that no wallet could show', async () => {
    const stub = stubVerifier({ 'POST /aldermoor/presentations': { status: 201, body: started }, 'POST /aldermoor/digital-credentials': { status: 201, body: { ...started, requests: [{ protocol: 'p', data: {} }] } } })
    const server = formServerWith(stub.fetch)
    await server.start({ form: 'f', flow: 'cross_device', transactions: [declaration] })
    await server.startDigitalCredentials({ form: 'f', origin: 'https://forms.example', transactions: [declaration] })
    expect(stub.requests.map(({ body }) => body)).toEqual([expect.objectContaining({ transaction_data: [declaration] }), expect.objectContaining({ transaction_data: [declaration] })])
    const payment = { type: 'urn:counterfoil:transaction:payment:1', payee: { en: 'Aldermoor', cy: 'Aldermoor' }, amount: '12.50', currency: 'GBP' }
    for (const hidden of [
      ...['transfer', 'constructor', undefined].map((type) => ({ ...declaration, type })),
      { ...declaration, statement: { en: 'I live there' } },
      { ...declaration, statement: 'I live there' },
      { ...declaration, statement: { en: 'I live there', cy: ' ' } },
      { ...declaration, statement: { ...declaration.statement, fr: 'J’y habite' } },
      { ...declaration, amount: '12.50' },
      { ...payment, payee: { en: 'Aldermoor', cy: 'Brackenfield' } },
      ...['12.5', '012.50', '-1.00', '1e3', '12,50', 12.5].map((amount) => ({ ...payment, amount })),
      { ...payment, currency: 'EUR' },
      { ...payment, reference: '' },
      { ...payment, note: 'and my house' },
    ]) {
      const transactions = [hidden as unknown as Declaration]
      expect(await refusalOf(server.start({ form: 'f', flow: 'cross_device', transactions }))).toMatchObject({ code: 'refused', refusal: 'invalid_request' })
      expect(await refusalOf(server.startDigitalCredentials({ form: 'f', origin: 'https://forms.example', transactions }))).toMatchObject({ code: 'refused', refusal: 'invalid_request' })
    }
    expect(stub.requests).toHaveLength(2)
  })

  it('makes another key for each presentation, whose private half cannot be exported', async () => {
    const stub = stubVerifier({ 'POST /aldermoor/presentations': { status: 201, body: started } })
    const server = formServerWith(stub.fetch)
    const [one, other] = [await server.start({ form: 'f', flow: 'cross_device' }), await server.start({ form: 'f', flow: 'cross_device' })]
    expect(one.key.publicJwk.x).not.toBe(other.key.publicJwk.x)
    expect(one.key.privateKey.extractable).toBe(false)
  })

  it.each([
    ['a wrong API key', { status: 401, body: { code: 'token_invalid' } }, 'not_authorised', 'token_invalid'],
    ['the API key of another authority', { status: 403, body: { code: 'forbidden' } }, 'not_authorised', 'forbidden'],
    ['a return address that is not allowed', { status: 400, body: { code: 'return_url_not_allowed' } }, 'refused', 'return_url_not_allowed'],
    ['an unknown form', { status: 404, body: { code: 'unknown_form' } }, 'gone', 'unknown_form'],
    ['a verifier that fails', { status: 500, text: '<html>oops' }, 'verifier_unreachable', undefined],
    ['a verifier that is busy', { status: 429, body: {} }, 'verifier_unreachable', undefined],
    ['an answer that is not JSON', { status: 201, text: 'hello' }, 'unexpected_answer', undefined],
    ['an answer that is a list', { status: 201, body: [] }, 'unexpected_answer', undefined],
    ['an answer without a transaction', { status: 201, body: { ...started, transaction_id: '' } }, 'unexpected_answer', undefined],
    ['a wallet link that runs a script', { status: 201, body: { ...started, wallet_link: 'javascript:alert(1)' } }, 'unexpected_answer', undefined],
    ['an answer of a megabyte', { status: 201, text: JSON.stringify({ ...started, more: 'x'.repeat(1_000_000) }) }, 'unexpected_answer', undefined],
  ])('says what happened on %s', async (_, answer, code, refusal) => {
    const stub = stubVerifier({ 'POST /aldermoor/presentations': answer })
    const error = await refusalOf(formServerWith(stub.fetch).start({ form: 'f', flow: 'cross_device' }))
    expect([error.code, error.refusal]).toEqual([code, refusal])
  })

  it('says that the verifier is unreachable when the network fails', async () => {
    const error = await refusalOf(formServerWith(() => Promise.reject(new TypeError('fetch failed'))).start({ form: 'f', flow: 'cross_device' }))
    expect(error.code).toBe('verifier_unreachable')
  })

  it('gives up on a verifier that hangs', async () => {
    const server = createFormServer({ verifierUrl, apiKey: 'k', fetch: hang, timeoutMs: 20 })
    expect((await refusalOf(server.status({ transactionId: 't' }))).code).toBe('verifier_unreachable')
  })
})

describe('beginning through the browser of the page', () => {
  it.each<[string, unknown]>([
    ['no requests', undefined],
    ['an empty list', []],
    ['a request that is text', ['openid4vp-v1-signed']],
    ['a request without a protocol', [{ data: {} }]],
    ['a request whose data is text', [{ protocol: 'openid4vp-v1-signed', data: 'x' }]],
  ])('is refused when the verifier answers %s', async (_what, requests) => {
    const stub = stubVerifier({ 'POST /aldermoor/digital-credentials': { status: 201, body: { ...started, requests } } })
    expect((await refusalOf(formServerWith(stub.fetch).startDigitalCredentials({ form: 'f', origin: 'https://forms.example' }))).code).toBe('unexpected_answer')
  })
})

describe('the status of a presentation', () => {
  it('comes with the refusal when there is one', async () => {
    const stub = stubVerifier({ 'GET /aldermoor/presentations/t': { body: { status: 'refused', refusal: 'credential_revoked', expires_at: started.expires_at } } })
    expect(await formServerWith(stub.fetch).status({ transactionId: 't' })).toEqual({ status: 'refused', refusal: 'credential_revoked', expiresAt: started.expires_at })
  })

  it('is refused when the verifier says a status that does not exist', async () => {
    const stub = stubVerifier({ 'GET /aldermoor/presentations/t': { body: { status: 'maybe', expires_at: 'x' } } })
    expect((await refusalOf(formServerWith(stub.fetch).status({ transactionId: 't' }))).code).toBe('unexpected_answer')
  })
})

describe('collecting a result', () => {
  it('opens what was sealed to this presentation', async () => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source }))
    const result = await server.collect(presentation, 'response-code')
    expect(result).toEqual({ form: 'blue-badge-renewal', fields, source, sources: [{ ...source, fields: Object.keys(fields) }], chosen: [], actsFor: null, leftOut: [], authorised: [], receipt: null, isSandbox: false })
    expect(Object.getPrototypeOf(result.fields)).toBeNull()
  })

  it('tells what was authorised', async () => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source, authorised: [declaration] }))
    expect((await server.collect(presentation, 'response-code')).authorised).toEqual([declaration])
  })

  it.each([{}, 'yes', [true], [{ ...declaration, type: 'transfer' }]])('is refused when it tells of %j as authorised', async (authorised) => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source, authorised }))
    expect((await refusalOf(server.collect(presentation, 'response-code'))).code).toBe('result_unreadable')
  })

  it('tells which of several ways was taken', async () => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source: { ...source, claim_set: ['age'] }, sources: [{ ...source, credential: 'badge', fields: [] }], chosen: [['badge'], []] }))
    expect(await server.collect(presentation, 'response-code')).toMatchObject({ source: { claim_set: ['age'] }, sources: [{ credential: 'badge' }], chosen: [['badge'], []] })
  })

  it.each([{ chosen: 'badge' }, { chosen: [['badge'], 'x'] }, { chosen: [[1]] }, { source: { ...source, claim_set: 'age' } }])('is refused when which way was taken is told as %j', async (wrong) => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source, ...wrong }))
    expect((await refusalOf(server.collect(presentation, 'response-code'))).code).toBe('result_unreadable')
  })

  it('tells each field its own credential, and who acts for whom', async () => {
    const [one, other] = [Object.keys(fields).slice(0, 1), Object.keys(fields).slice(1)]
    const badge = { ...source, type: { en: 'Blue Badge', cy: 'Bathodyn Glas' }, stale: true, facts_age: { status: 60 } }
    const actsFor = { representative: 'Ada Sampleby', role: { en: 'Parent', cy: 'Rhiant' }, represented: 'Lowri Sampleby', scope: { en: 'All', cy: 'Popeth' } }
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source, sources: [{ ...source, fields: one }, { ...badge, fields: other }], acts_for: actsFor }))
    const result = await server.collect(presentation, 'response-code')
    expect(result).toMatchObject({ sources: [{ type: source.type, fields: one }, { type: badge.type, fields: other }], actsFor })
    expect(unconfirmedSince(...result.sources)).toBe(new Date(Date.parse(source.checked_at) - 60_000).toISOString())
  })

  it.each<[string, object]>([
    ['sources that are no list', { sources: {} }],
    ['a source without its fields', { sources: [{}] }],
    ['a source of numbers', { sources: [{ fields: [1] }] }],
    ['one who acts for nobody', { acts_for: { representative: 'Ada' } }],
    ['what was left out as a word', { left_out: 'badge' }],
    ['what was left out without words', { left_out: [{ credential: 'badge' }] }],
    ['a role without words', { acts_for: { representative: 'a', represented: 'b', role: 'parent', scope: 'all' } }],
  ])('refuses %s', async (_what, more) => {
    const { server, presentation } = await collecting((key) => sealTo(key, { form: 'blue-badge-renewal', fields, source, ...more }))
    expect((await refusalOf(server.collect(presentation, 'response-code'))).code).toBe('result_unreadable')
  })

  it('says gone when it was collected before', async () => {
    const stub = stubVerifier({ 'POST /aldermoor/presentations': { status: 201, body: started } })
    const server = formServerWith(stub.fetch)
    expect((await refusalOf(server.collect(await server.start({ form: 'f', flow: 'cross_device' })))).code).toBe('gone')
  })

  it('says the refusal when the response code is wrong', async () => {
    const stub = stubVerifier({
      'POST /aldermoor/presentations': { status: 201, body: started },
      'POST /aldermoor/presentations/transaction-1/result': { status: 400, body: { code: 'response_code_wrong' } },
    })
    const server = formServerWith(stub.fetch)
    expect(await refusalOf(server.collect(await server.start({ form: 'f', flow: 'same_device' }), 'x'))).toMatchObject({ code: 'refused', refusal: 'response_code_wrong' })
  })

  const good = { form: 'blue-badge-renewal', fields, source }
  it.each([
    ['not a JWE', () => Promise.resolve('hello')],
    ['a result sealed to another key', async () => sealTo({ kty: 'EC', crv: 'P-256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' }, good)],
    ['a result of another form', (key: unknown) => sealTo(key, { ...good, form: 'resident-parking-permit' })],
    ['fields that are a list', (key: unknown) => sealTo(key, { ...good, fields: ['a'] })],
    ['a field that is not text', (key: unknown) => sealTo(key, { ...good, fields: { uprn: 100012345678 } })],
    ['a field named __proto__', (key: unknown) => sealTo(key, `{"form":"blue-badge-renewal","fields":{"__proto__":"x"},"source":${JSON.stringify(source)}}`)],
    ['a field named constructor.prototype', (key: unknown) => sealTo(key, { ...good, fields: { 'constructor.prototype': 'x' } })],
    ['no source', (key: unknown) => sealTo(key, { form: good.form, fields })],
    ['a key management that was not agreed', (key: unknown) => sealTo(key, good, { alg: 'ECDH-ES+A128KW' })],
    ['text that is not JSON', (key: unknown) => sealTo(key, 'Ada')],
  ])('refuses %s, and quotes nothing of it (EMB-07)', async (_, make) => {
    const { server, presentation } = await collecting(make)
    const error = await refusalOf(server.collect(presentation))
    expect(error.code).toBe('result_unreadable')
    expect(JSON.stringify([error.message, String(error.cause)])).not.toMatch(/Ada|100012345678/)
  })
})
