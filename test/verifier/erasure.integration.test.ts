import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openForOperator } from '@counterfoil/service-kit/persistence/open-for-operator'
import { makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { erasureEndpointIn, parseErasureReceipt, type ErasureReceipt } from '@counterfoil/shared/oid4vp/erasure'
import { webhookTypes } from '@counterfoil/verifier/domain/webhook-event'
import { until } from '../support/until.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'
import { answerWell, fetchRequest, formServer, post, type Started } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const revoked = 9
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

let receiver: WebhookReceiver
let world: VerifierTestWorld
beforeAll(async () => {
  receiver = await startWebhookReceiver()
  world = await startVerifierWorld({
    configure: () => ({ webhooks: [{ authority: 'brackenfield', id: 'case', url: receiver.url, types: webhookTypes, forms: null, isSandbox: false, secrets: [secret], signingKeys: [] }], webhookPrivateHosts: ['localhost'] }),
  })
  world.publisher.set(revoked, 1)
})
afterAll(async () => {
  await receiver.close()
  await world?.close()
})

interface Shared {
  readonly started: Started
  readonly endpoint: string
  readonly handle: string
}

/** Shares by a form of an authority's, and keeps what a wallet would. */
async function share(authority = 'brackenfield', index = 7): Promise<Shared> {
  const started = await formServer(world, authority).start()
  const request = await fetchRequest(started)
  const { counterfoil_erasure_handle: handle = '' } = (await (await answerWell(world, request, { index })).json()) as { counterfoil_erasure_handle?: string }
  return { started, endpoint: erasureEndpointIn(request['client_metadata']) ?? '', handle }
}

const send = (endpoint: string, body: unknown, type = 'application/json'): Promise<Response> =>
  fetch(endpoint, { method: 'POST', headers: { 'content-type': type, origin: 'https://wallet.example' }, body: typeof body === 'string' ? body : JSON.stringify(body) })

/** The receipt, once its signature was found to be by the key that the authority publishes for it. */
async function erase({ endpoint, handle }: Pick<Shared, 'endpoint' | 'handle'>): Promise<ErasureReceipt> {
  const response = await send(endpoint, { handle })
  expect([response.status, response.headers.get('cache-control'), response.headers.get('access-control-allow-origin')]).toEqual([200, 'no-store', '*'])
  const stated = parseErasureReceipt(((await response.json()) as { receipt: string }).receipt) ?? expect.fail('no receipt')
  const { keys } = (await (await fetch(endpoint.replace(/erasures$/, 'jwks.json'))).json()) as { keys: { kid: string; kty: 'EC'; crv: 'P-256'; x: string; y: string }[] }
  const key = keys.find(({ kid }) => kid === stated.kid) ?? expect.fail('another key')
  expect(verifyEs256(importP256(key), stated.jwt.signingInput, stated.jwt.signature)).toBe(true)
  return stated.receipt
}

async function rowsOf({ transaction_id: id }: Started, table: 'check_records' | 'presentations' | 'erasures'): Promise<readonly Record<string, unknown>[]> {
  const tables = await openTables(join(world.net.verifierDir, 'verifier.sqlite'))
  const rows = await tables.rows<Record<string, unknown>>(`SELECT * FROM ${table} WHERE transaction_id = ?`, id)
  await tables.close()
  return rows
}

const toldToErase = (id: string) => receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: { transaction_id: string } }).filter(({ type, data }) => type === 'presentation.erasure_requested' && data.transaction_id === id)

describe('whoever shared', () => {
  it('has what is held of it erased, gets a signed receipt of what was and what is kept by which law, and the form’s server is told', async () => {
    const { started, ...asked } = await share()
    const receipt = await erase(asked)
    expect(receipt).toMatchObject({
      iss: world.authority('brackenfield').did,
      handle_hash: createHash('sha256').update(asked.handle).digest('base64url'),
      form: 'blue-badge-renewal',
      erased: ['sealed_result', 'presentation_digests', 'check_statement'],
      kept: [{ what: 'check_without_digests', basis: 'uk_gdpr_17_3_b' }, { what: 'erasure_record', basis: 'uk_gdpr_5_2' }],
      told: ['form_server'],
    })
    expect(await rowsOf(started, 'check_records')).toMatchObject([{ outcome: 'answered', presentation_digest: null, statement: null }])
    expect(await rowsOf(started, 'presentations')).toMatchObject([{ status: 'expired', sealed_result: null, response_code_hash: null }])
    expect((await formServer(world, 'brackenfield').result(started)).status).toBe(404)
    await until(() => toldToErase(started.transaction_id).length === 1, 'the form’s server was told')
  })

  it('is answered the same however often, and at once, they ask: it is done and told once', async () => {
    const { started, ...asked } = await share()
    const receipts = await Promise.all([erase(asked), erase(asked), erase(asked)])
    world.switches.clockShift = 5
    receipts.push(await erase(asked))
    world.switches.clockShift = 0
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1)
    await until(() => toldToErase(started.transaction_id).length > 0, 'the form’s server was told')
    expect([toldToErase(started.transaction_id).length, (await rowsOf(started, 'erasures')).length]).toEqual([1, 1])
  })

  it('gets a receipt, too, when the form has taken the result, and when everything was forgotten long ago', async () => {
    const [collected, forgotten] = [await share(), await share()]
    await formServer(world, 'brackenfield').result(collected.started)
    expect((await erase(collected)).erased).toEqual(['presentation_digests', 'check_statement'])
    await world.restart(async () => {
      const operator = await openForOperator(join(world.net.verifierDir, 'verifier.sqlite'))
      for (const table of ['presentations', 'check_records']) await operator.run(`DELETE FROM ${table} WHERE transaction_id = ?`, [forgotten.started.transaction_id])
      await operator.close()
    })
    expect(await erase(forgotten)).toMatchObject({ erased: [], told: ['form_server'] })
  })

  it('can ask for what was refused as well, but has nothing to ask with when they declined', async () => {
    expect((await erase(await share('brackenfield', revoked))).erased).toEqual(['presentation_digests', 'check_statement'])
    const request = await fetchRequest(await formServer(world, 'brackenfield').start())
    expect(await (await post(request, makeErrorResponse('access_denied', request.state).toString())).json()).not.toHaveProperty('counterfoil_erasure_handle')
  })

  it('hears that no system of the council’s was told, where none listens', async () => {
    expect((await erase(await share('calderwick'))).told).toEqual([])
  })

  it('by a hosted page has its form’s server told by the name that it knows, though the page is forgotten', async () => {
    const server = createFormServer({ verifierUrl: `${world.verifierUrl}/brackenfield`, apiKey: world.apiKey('brackenfield') })
    const page = await server.startHostedPage({ form: 'blue-badge-renewal', returnUrl: `${returnOrigin}/brackenfield/blue-badge-renewal` })
    const cookie = (await fetch(page.hostedPageUri)).headers.get('set-cookie') ?? ''
    const opened = await fetch(page.hostedPageUri, { method: 'POST', redirect: 'manual', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: 'flow=same_device' })
    const request = await fetchRequest({ request_uri: new URL(opened.headers.get('location') ?? '').searchParams.get('request_uri') ?? '' })
    const { counterfoil_erasure_handle: handle = '' } = (await (await answerWell(world, request)).json()) as { counterfoil_erasure_handle?: string }
    world.switches.clockShift = 7200
    await world.verifier().sweep()
    expect(await erase({ endpoint: `${world.verifierUrl}/brackenfield/erasures`, handle })).toMatchObject({ erased: ['presentation_digests', 'check_statement'], told: ['form_server'] })
    await until(() => toldToErase(page.transactionId).length === 1, 'the form’s server was told')
    world.switches.clockShift = 0
  })
})

describe('a request to erase', () => {
  let shared: Shared
  beforeAll(async () => {
    shared = await share()
  })
  const flipped = (handle: string): string => `${handle.slice(0, -8)}${handle.at(-8) === 'A' ? 'B' : 'A'}${handle.slice(-7)}`
  it.each<[string, body: (shared: Shared) => unknown, status: number, code: string, type?: string]>([
    ['without a body', () => '', 400, 'invalid_request'],
    ['that is no JSON', () => '{', 400, 'invalid_request'],
    ['without a handle', () => ({}), 400, 'invalid_request'],
    ['with an empty handle', () => ({ handle: '' }), 400, 'invalid_request'],
    ['with a handle that is no text', () => ({ handle: { $ne: null } }), 400, 'invalid_request'],
    ['with a handle twice', ({ handle }) => `{"handle":"${handle}","handle":"${handle}"}`, 400, 'invalid_request'],
    ['with something beside it', ({ handle }) => ({ handle, transaction_id: '*' }), 400, 'invalid_request'],
    ['with an endless handle', () => ({ handle: 'A'.repeat(1025) }), 400, 'invalid_request'],
    ['as a form', ({ handle }) => `handle=${handle}`, 415, 'unsupported_media_type', 'application/x-www-form-urlencoded'],
    ['with a handle that nobody made', () => ({ handle: 'A'.repeat(100) }), 404, 'unknown_erasure_handle'],
    ['with a handle that was altered', ({ handle }) => ({ handle: flipped(handle) }), 404, 'unknown_erasure_handle'],
    ['with a shortened handle', ({ handle }) => ({ handle: handle.slice(0, 60) }), 404, 'unknown_erasure_handle'],
    ['with the name that the form’s server has', ({ started }) => ({ handle: started.transaction_id }), 404, 'unknown_erasure_handle'],
  ])('%s is refused, and erases nothing', async (_what, body, status, code, type) => {
    const response = await send(shared.endpoint, body(shared), type)
    expect([response.status, response.headers.get('content-type'), await response.json()]).toMatchObject([status, expect.stringContaining('application/problem+json'), { code }])
    expect(await rowsOf(shared.started, 'erasures')).toEqual([])
  })

  it('is refused at another authority, and at one that isn’t there', async () => {
    const { handle } = shared
    for (const [authority, code] of [['calderwick', 'unknown_erasure_handle'], ['nowhere', 'not_found']])
      expect(await (await send(`${world.verifierUrl}/${authority}/erasures`, { handle })).json()).toMatchObject({ status: 404, code })
  })
})
