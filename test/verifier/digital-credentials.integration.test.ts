import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { createPrefillEndpoint, type ElementAnswer } from '@counterfoil/form-server/prefill-endpoint'
import { newVisit } from '@counterfoil/form-server/prefill-visit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerWell, askedPaths, encryptAnswer, fetchRequest, formServer, Holder, openResult, post, sampleClaims, select, type RequestClaims, type Started } from './support/holder.ts'
import { formAskingAs, formsOfEveryProfile, transactionType } from './support/request-forms.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const folder = mkdtempSync('/tmp/verifier-browser-')
let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld({ configure: () => ({ formsDir: formsOfEveryProfile(folder) }) })
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true })
})

const council = 'brackenfield'
const form = () => formServer(world, council)
const segment = (text = ''): JsonObject => JSON.parse(Buffer.from(text, 'base64url').toString()) as JsonObject

interface Asked extends Pick<Started, 'transaction_id' | 'formKey'> {
  readonly requests: readonly { readonly protocol: string; readonly data: { readonly request?: string } & JsonObject }[]
  /** What the wallet reads, however it came. */
  readonly claims: RequestClaims
}

const call = (path: string, body: object, key = world.apiKey(council)): Promise<Response> =>
  fetch(`${world.verifierUrl}/${council}/digital-credentials${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })

const wanted = (profile: string, changes: object = {}) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = privateKey.export({ format: 'jwk' })
  return { formKey: privateKey, body: { form: formAskingAs(profile), form_key: { kty: 'EC', crv: 'P-256', x, y }, origin: returnOrigin, ...changes } }
}

async function ask(profile: string, changes: object = {}): Promise<Asked> {
  const { formKey, body } = wanted(profile, changes)
  const answer = await call('', body)
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
  const started = (await answer.json()) as Omit<Asked, 'claims' | 'formKey'>
  return { ...started, formKey, claims: claimsIn(started.requests) }
}

function claimsIn([{ data } = expect.fail()]: Asked['requests']): RequestClaims {
  return (data.request === undefined ? data : segment(data.request.split('.')[1])) as RequestClaims
}

const startedOf = ({ transaction_id, formKey }: Asked): Started => ({ transaction_id, formKey }) as Started

/** A wallet that the browser told the page's origin. */
async function present({ claims }: Pick<Asked, 'claims'>, payload: object = {}, origin = returnOrigin): Promise<string> {
  const holder = new Holder(world)
  return holder.bind(select(await holder.credential(), askedPaths(claims)), claims, { payload: { aud: `origin:${origin}`, ...payload } })
}

const encrypted = async (asked: Asked, presentation?: string): Promise<object> => ({ response: encryptAnswer(asked.claims, { residency: [presentation ?? (await present(asked))] }, { state: null }) })
const bring = (asked: Asked, data: unknown): Promise<Response> => call(`/${asked.transaction_id}`, { protocol: asked.requests[0]?.protocol, data })

describe('a request for the browser of a page', () => {
  it.each(['open', 'haip', 'dns', 'swiyu'])('of the profile %s is signed, names the origins that may pass it on, and is answered in encrypted form', async (profile) => {
    const asked = await ask(profile)
    const [{ protocol, data } = expect.fail()] = asked.requests
    expect([protocol, Object.keys(data)]).toEqual(['openid4vp-v1-signed', ['request']])
    expect(segment(data.request?.split('.')[0])).toMatchObject({ typ: 'oauth-authz-req+jwt', alg: 'ES256' })
    expect(asked.claims).toMatchObject({ response_type: 'vp_token', response_mode: 'dc_api.jwt', expected_origins: [returnOrigin], client_id: expect.stringMatching(/^(decentralized_identifier|x509_hash|x509_san_dns):/) })
    for (const foreign of ['response_uri', 'redirect_uri', 'state', 'request_uri']) expect(asked.claims).not.toHaveProperty(foreign)
    const answer = await bring(asked, await encrypted(asked))
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: true }])
    expect((await openResult(await form().result(startedOf(asked)), startedOf(asked))).fields['first_name']).toBe(sampleClaims.given_name)
  })

  it('of the profile unsigned goes without a name, and is answered in the open', async () => {
    const asked = await ask('unsigned')
    expect(asked.requests.map(({ protocol }) => protocol)).toEqual(['openid4vp-v1-unsigned'])
    expect(asked.claims).toMatchObject({ response_type: 'vp_token', response_mode: 'dc_api', nonce: expect.any(String), dcql_query: expect.anything(), client_metadata: { vp_formats_supported: expect.anything() } })
    for (const foreign of ['client_id', 'expected_origins', 'response_uri', 'state']) expect(asked.claims).not.toHaveProperty(foreign)
    expect((await bring(asked, { vp_token: { residency: [await present(asked)] } })).status).toBe(200)
    expect(await form().status(startedOf(asked))).toMatchObject({ status: 'answered' })
  })

  it.each([
    ['access_denied', 'declined', 'client_rejected'],
    ['toString', 'declined', 'client_rejected'],
    ['invalid_request', 'refused', 'wallet_cannot_answer'],
    ['vp_formats_not_supported', 'refused', 'wallet_cannot_answer'],
  ])('ends by a wallet’s error %s as %s', async (error, status, refusal) => {
    const asked = await ask('haip')
    expect([(await bring(asked, { error })).status, await form().status(startedOf(asked))]).toMatchObject([200, { status, refusal }])
  })

  it('ends with what was revoked, and says so', async () => {
    world.publisher.set(5, 1)
    world.switches.clockShift = 6
    const asked = await ask('haip')
    const holder = new Holder(world)
    const presentation = holder.bind(select(await holder.credential({ index: 5 }), askedPaths(asked.claims)), asked.claims, { payload: { aud: `origin:${returnOrigin}` } })
    expect(await (await bring(asked, await encrypted(asked, presentation))).json()).toEqual({ accepted: false, refusal: 'credential_revoked' })
    world.switches.clockShift = 0
  })

  it('is for the form’s server alone to bring: no wallet fetches it, posts to it or finds it', async () => {
    const asked = await ask('haip')
    const database = new DatabaseSync(join(world.net.verifierDir, 'verifier.sqlite'), { readOnly: true })
    const { request_id: id } = database.prepare('SELECT request_id FROM presentations WHERE transaction_id = ?').get(asked.transaction_id) as { request_id: string }
    database.close()
    expect((await fetch(`${world.verifierUrl}/${council}/requests/${id}`)).status).toBe(404)
    const answer = await encrypted(asked)
    expect((await post({ ...asked.claims, response_uri: `${world.verifierUrl}/${council}/responses/${id}` }, answer as Record<string, string>)).status).toBe(400)
    expect((await call(`/${asked.transaction_id}`, { data: answer }, 'another key')).status).toBe(401)
    expect((await bring(asked, answer)).status).toBe(200)
    expect((await bring(asked, answer)).status).toBe(400)
    const forWallets = await form().start({ form: formAskingAs('haip') })
    expect((await call(`/${forWallets.transaction_id}`, { data: answer })).status).toBe(404)
  })

  const starts: readonly [what: string, status: number, changes: object][] = [
    ['VPR-54 an origin of somebody else', 400, { origin: 'https://evil.example' }],
    ['VPR-54 an origin with a path', 400, { origin: `${returnOrigin}/` }],
    ['VPR-54 a javascript: origin', 400, { origin: 'javascript:alert(1)' }],
    ['no origin', 400, { origin: undefined }],
    ['a form that is not there', 404, { form: 'nothing' }],
    ['a member that nobody knows', 400, { response_mode: 'dc_api' }],
  ]
  it.each(starts)('is not made for %s', async (_what, status, changes) => {
    expect((await call('', wanted('haip', changes).body)).status).toBe(status)
  })

  const answers: readonly [what: string, make: (asked: Asked) => unknown][] = [
    ['VPR-07 made for the client identifier, not the origin', async (asked) => encrypted(asked, await present(asked, { aud: asked.claims.client_id }))],
    ['VPR-53 made for the page of somebody else', async (asked) => encrypted(asked, await present(asked, {}, 'https://evil.example'))],
    ['made for the origin with a slash behind it', async (asked) => encrypted(asked, await present(asked, {}, `${returnOrigin}/`))],
    ['VPR-06 with another nonce', async (asked) => encrypted(asked, await present(asked, { nonce: 'another' }))],
    ['VPR-44 in the open', async (asked) => ({ vp_token: { residency: [await present(asked)] } })],
    ['VPR-45 for another request', async (asked) => encrypted({ ...asked, claims: { ...asked.claims, client_metadata: (await ask('haip')).claims['client_metadata'] ?? null } })],
    ['with an error beside it', async (asked) => ({ ...(await encrypted(asked)), error: 'access_denied' })],
    ['with nothing in it', () => ({})],
    ['whose response is no text', () => ({ response: 1 })],
    ['that is a list', () => []],
    ['that is null', () => null],
  ]
  it.each(answers)('answered by one %s is refused, and can still be answered', async (_what, make) => {
    const asked = await ask('haip')
    expect((await bring(asked, await make(asked))).status).toBe(400)
    expect((await bring(asked, await encrypted(asked))).status).toBe(200)
  })
})

describe('a form’s own server', () => {
  const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', origin: 'https://evil.example', host: 'evil.example' }
  const begin = async (profile = 'haip') => {
    const answer = createPrefillEndpoint({ formServer: createFormServer({ verifierUrl: `${world.verifierUrl}/${council}`, apiKey: world.apiKey(council) }), returnUrlOf: (known) => `${returnOrigin}/${council}/${known}` })
    const visit = newVisit()
    const send = (path: string, body: object, session = visit): Promise<ElementAnswer> => answer(session, { method: 'POST', path, headers: own, body })
    const { status, body } = await send('', { form: formAskingAs(profile), flow: 'digital_credentials' })
    const { id, requests } = body as { id: string; requests: Asked['requests'] }
    const asked = { claims: claimsIn(requests) } as Asked
    return { status, body, asked, bring: async (data: unknown, session = visit) => send(`/${id}/answer`, { data }, session), collect: () => send(`/${id}/result`, { form: formAskingAs(profile) }) }
  }

  it.each(['haip', 'unsigned'])('gives its page what the browser asks for as %s, of its own origin whatever a header says, and fills the form with what comes back, once', async (profile) => {
    const { status, body, asked, bring: answer, collect } = await begin(profile)
    expect([status, body]).toEqual([201, { id: expect.any(String), expires_at: expect.any(String), requests: [expect.objectContaining({ data: expect.anything() })] }])
    if (profile === 'haip') expect(asked.claims['expected_origins']).toEqual([returnOrigin])
    expect((await collect()).status).toBe(404)
    const data = profile === 'haip' ? await encrypted(asked) : { vp_token: { residency: [await present(asked)] } }
    expect((await answer(data, newVisit())).status).toBe(404)
    expect(await answer(data)).toMatchObject({ status: 200, body: { status: 'answered' } })
    // The page didn't hear it, and brings it again.
    expect(await answer(data)).toMatchObject({ status: 200, body: { status: 'answered' } })
    expect(await collect()).toMatchObject({ status: 200, body: { fields: { first_name: sampleClaims.given_name } } })
    expect([(await collect()).status, (await answer(data)).status]).toEqual([404, 404])
  })

  it('hears that its citizen declined, though the verifier accepts that', async () => {
    const { bring: answer, collect } = await begin()
    expect(await answer({ error: 'access_denied' })).toMatchObject({ status: 200, body: { status: 'declined', refusal: 'client_rejected' } })
    expect((await collect()).status).toBe(404)
  })

  it('hears why an answer was refused, one of another request or page among them, and can bring another', async () => {
    const { asked, bring: answer, collect } = await begin()
    const { asked: other } = await begin()
    for (const data of [await encrypted(other), await encrypted(asked, await present(other)), await encrypted(asked, await present(asked, {}, 'https://evil.example')), {}]) expect(await answer(data)).toMatchObject({ status: 200, body: { status: 'refused', refusal: expect.any(String) } })
    for (const data of [null, 'text', []]) expect((await answer(data)).status).toBe(400)
    expect([(await answer(await encrypted(asked))).body, (await collect()).status]).toMatchObject([{ status: 'answered' }, 200])
  })
})

describe('a transaction', () => {
  const details = { type: transactionType, amount: '12.50', payee: 'Canary-payee-77aa' }
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')
  const asking = async (): Promise<{ readonly started: Started; readonly request: RequestClaims; readonly transactions: readonly string[] }> => {
    const started = await form().start({ form: formAskingAs('open'), transaction_data: [details, { ...details, amount: '1.00' }] })
    const request = await fetchRequest(started)
    return { started, request, transactions: request['transaction_data'] as string[] }
  }
  const answer = async (request: RequestClaims, payload: object): Promise<Response> => {
    const holder = new Holder(world)
    return post(request, { response: encryptAnswer(request, { residency: [holder.bind(select(await holder.credential(), askedPaths(request)), request, { payload })] }) })
  }

  it('is asked for as it is, and authorised by its hash in the key binding', async () => {
    const { started, request, transactions } = await asking()
    expect(transactions.map(segment)).toEqual([{ ...details, credential_ids: ['residency'] }, { ...details, amount: '1.00', credential_ids: ['residency'] }])
    expect((await answer(request, { transaction_data_hashes: transactions.map(hash), transaction_data_hashes_alg: 'sha-256' })).status).toBe(200)
    expect(await form().status(started)).toMatchObject({ status: 'answered' })
  })

  it('goes through a page’s browser, too', async () => {
    const asked = await ask('haip', { transaction_data: [details] })
    const [transaction = ''] = asked.claims['transaction_data'] as string[]
    expect((await bring(asked, await encrypted(asked))).status).toBe(400)
    expect((await bring(asked, await encrypted(asked, await present(asked, { transaction_data_hashes: [hash(transaction)] })))).status).toBe(200)
  })

  it('lies sealed while it is asked for, survives a restart, and is gone after that', async () => {
    const { started, request, transactions } = await asking()
    const rows = () => {
      const database = new DatabaseSync(join(world.net.verifierDir, 'verifier.sqlite'), { readOnly: true })
      const { transactions: kept } = database.prepare('SELECT transactions FROM presentations WHERE transaction_id = ?').get(started.transaction_id) as { transactions: string | null }
      database.close()
      return kept
    }
    expect(Buffer.from(rows() ?? expect.fail(), 'base64url').includes('Canary-payee-77aa')).toBe(false)
    await world.restart()
    expect((await fetchRequest(started))['transaction_data']).toEqual(transactions)
    expect((await answer(request, { transaction_data_hashes: transactions.map(hash) })).status).toBe(200)
    expect(rows()).toBeNull()
  })

  const rows: readonly [what: string, payload: (transactions: readonly string[]) => object][] = [
    ['no hash', () => ({})],
    ['the hash of one of two', ([one = '']) => ({ transaction_data_hashes: [hash(one)] })],
    ['one hash twice', ([one = '']) => ({ transaction_data_hashes: [hash(one), hash(one)] })],
    ['a hash of the decoded text', (all) => ({ transaction_data_hashes: all.map((text) => hash(Buffer.from(text, 'base64url').toString())) })],
    ['one hash too many', (all) => ({ transaction_data_hashes: [...all.map(hash), hash('x')] })],
    ['another algorithm', (all) => ({ transaction_data_hashes: all.map((text) => createHash('sha512').update(text).digest('base64url')), transaction_data_hashes_alg: 'sha-512' })],
    ['hashes that are no list', (all) => ({ transaction_data_hashes: all.map(hash).join(' ') })],
    ['random hashes', (all) => ({ transaction_data_hashes: all.map(() => randomBytes(32).toString('base64url')) })],
  ]
  it.each(rows)('is not authorised by %s, and can still be', async (_what, payload) => {
    const { request, transactions } = await asking()
    const refused = await answer(request, payload(transactions))
    expect([refused.status, ((await refused.json()) as { error_description: string }).error_description]).toEqual([400, 'The key binding does not belong to this request.'])
    expect((await answer(request, { transaction_data_hashes: transactions.map(hash) })).status).toBe(200)
  })

  it.each<[string, string, unknown]>([
    ['of a type that the form is not registered for', 'open', [{ type: 'payment' }]],
    ['without a type', 'open', [{ amount: 1 }]],
    ['that names credentials itself', 'open', [{ ...details, credential_ids: ['x'] }]],
    ['of 5,000 characters', 'open', [{ ...details, text: 'x'.repeat(5000) }]],
    ['among none', 'open', []],
    ['for wallets that authorise none', 'swiyu', [details]],
  ])('%s is refused when the form begins', async (_what, profile, transaction_data) => {
    await expect(form().start({ form: formAskingAs(profile), transaction_data })).rejects.toThrow('400')
  })

  it('that nobody asked for is not looked at', async () => {
    const request = await fetchRequest(await form().start({ form: formAskingAs('open') }))
    expect(request).not.toHaveProperty('transaction_data')
    expect((await answerWell(world, request)).status).toBe(200)
  })
})
