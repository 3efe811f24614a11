import { describe, expect, it } from 'vitest'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import { receiptOf, type Activity } from '@counterfoil/wallet/domain/activity'
import type { FaultCode } from '@counterfoil/wallet/domain/fault'
import { signedJwt, type SigningKey } from '../support/stub-council.ts'
import { json, typed } from '../support/stub-internet.ts'
import { encryptionJwk, hold, publishRequest, respondWith } from '../support/stub-verifier.ts'
import { startWalletWorld, type WalletWorld } from '../support/wallet-world.ts'

const handle = 'h'.repeat(60)
const endpointOf = ({ aldermoor }: WalletWorld): string => `${aldermoor.listing.verifier}/erasures`

/** Shares with a council that takes requests to erase, if its Request Object says so where it may; answers the entry of it. */
async function shareWith(world: WalletWorld, endpoint = endpointOf(world), given: unknown = handle): Promise<Activity> {
  const client_metadata = { jwks: { keys: [encryptionJwk] }, erasure_endpoint: endpoint }
  await hold(world)
  const consent = await world.wallet.readRequest(parsePresentationRequest(publishRequest(world, { claims: { client_metadata } })))
  respondWith(world, () => json({ counterfoil_erasure_handle: given }))
  await world.wallet.answerRequest(consent, partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))
  const [entry = expect.fail('nothing was noted')] = await world.wallet.vault.activities()
  return entry
}

const receiptBy = (world: WalletWorld, { signer = world.aldermoor.keys.request, header = {}, claims = {} }: { readonly signer?: SigningKey; readonly header?: object; readonly claims?: object } = {}): string =>
  signedJwt(signer, { typ: 'counterfoil-erasure+jwt', ...header }, {
    iss: world.aldermoor.listing.did,
    iat: world.clock.now,
    handle_hash: sha256Text(handle),
    form: 'blue-badge-renewal',
    shared_at: world.clock.now,
    erased: ['sealed_result', 'a_thing_of_later_versions'],
    kept: [{ what: 'erasure_record', basis: 'uk_gdpr_5_2' }, { what: 'erasure_record', basis: 'because' }],
    told: ['form_server'],
    ...claims,
  })

describe('asking for what was shared to be erased', () => {
  it('is one call to the council’s own address, with the handle alone; its signed receipt is kept with the entry', async () => {
    const world = await startWalletWorld()
    const entry = await shareWith(world)
    world.internet.on(endpointOf(world), () => json({ receipt: receiptBy(world) }))
    await world.wallet.askForErasure(entry)
    expect(world.internet.sentTo(endpointOf(world)).map(({ method, body }) => [method, JSON.parse(body)])).toEqual([['POST', { handle }]])
    const [kept = expect.fail()] = await world.wallet.vault.activities()
    expect(kept).toEqual({ ...entry, erasureAskedAt: world.clock.now, erasureReceipt: expect.any(String) })
    expect(receiptOf(kept)).toMatchObject({ erased: ['sealed_result'], kept: [{ what: 'erasure_record', basis: 'uk_gdpr_5_2' }], told: ['form_server'] })
  })

  it.each<[string, (world: WalletWorld) => Response, FaultCode]>([
    ['doesn’t know the handle', () => json({ code: 'unknown_erasure_handle' }, 404), 'erasure_refused'],
    ['has no such address any more', () => typed('<h1>Not found</h1>', 'text/html'), 'erasure_unproven'],
    ['is overloaded', () => json({}, 429), 'not_reachable'],
    ['is broken', () => json({}, 500), 'not_reachable'],
    ['sends it on to another host', () => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } }), 'sent_elsewhere'],
    ['answers without a receipt', () => json({}), 'erasure_unproven'],
    ['answers with what is no receipt', () => json({ receipt: 'yes' }), 'erasure_unproven'],
    ['answers with an endless receipt', (world) => json({ receipt: receiptBy(world, { claims: { more: 'x'.repeat(10_000) } }) }), 'erasure_unproven'],
    ['answers with a receipt of another type', (world) => json({ receipt: receiptBy(world, { header: { typ: 'counterfoil-check+jwt' } }) }), 'erasure_unproven'],
    ['answers with an unsigned receipt', (world) => json({ receipt: receiptBy(world, { header: { alg: 'none' } }) }), 'erasure_unproven'],
    ['answers with a receipt for another request', (world) => json({ receipt: receiptBy(world, { claims: { handle_hash: sha256Text('another') } }) }), 'erasure_unproven'],
    ['answers with another council’s receipt', (world) => json({ receipt: receiptBy(world, { signer: world.brackenfield.keys.request, claims: { iss: world.brackenfield.listing.did } }) }), 'erasure_unproven'],
    ['has another sign in its name', (world) => json({ receipt: receiptBy(world, { signer: world.brackenfield.keys.request }) }), 'erasure_unproven'],
    ['signs with a key under another’s name', (world) => json({ receipt: receiptBy(world, { signer: { ...world.brackenfield.keys.request, kid: world.aldermoor.keys.request.kid } }) }), 'erasure_unproven'],
    ['signs with the key of its status lists', (world) => json({ receipt: receiptBy(world, { signer: world.aldermoor.keys.status }) }), 'erasure_unproven'],
    ['answers with a receipt whose lists are none', (world) => json({ receipt: receiptBy(world, { claims: { erased: 'everything' } }) }), 'erasure_unproven'],
    ['answers with a receipt of no time', (world) => json({ receipt: receiptBy(world, { claims: { iat: 'today' } }) }), 'erasure_unproven'],
  ])('ends in words when the council %s, and nothing is kept as a receipt', async (_what, answer, expected) => {
    const world = await startWalletWorld()
    const entry = await shareWith(world)
    world.internet.on(endpointOf(world), () => answer(world))
    await expect(world.wallet.askForErasure(entry)).rejects.toMatchObject({ code: expected })
    expect(await world.wallet.vault.activities()).toEqual([entry])
    expect(world.internet.sentTo('https://evil.example')).toEqual([])
  })

  it('ends in words when nobody answers, and can be asked again', async () => {
    const world = await startWalletWorld()
    const entry = await shareWith(world)
    await expect(world.wallet.askForErasure(entry)).rejects.toMatchObject({ code: 'not_reachable' })
    world.internet.on(endpointOf(world), () => json({ receipt: receiptBy(world) }))
    await world.wallet.askForErasure(entry)
    expect((await world.wallet.vault.activities())[0]).toHaveProperty('erasureReceipt')
  })

  it.each(['https://evil.example/erasures', 'https://verifier.example/brackenfield/erasures', 'javascript:alert(1)', 'http://verifier.example/aldermoor/erasures', 7])('is not offered where a request names the address %s', async (endpoint) => {
    const world = await startWalletWorld()
    expect(await shareWith(world, endpoint as string)).not.toHaveProperty('erasable')
  })

  it.each([
    ['missing', null],
    ['a number', 7],
    ['empty', ''],
    ['of two words', 'a b'],
    ['a path', '../../x'.repeat(9)],
    ['endless', 'x'.repeat(5000)],
    ['an object', { $ne: null }],
  ])('is not offered with a handle that is %s', async (_what, given) => {
    const world = await startWalletWorld()
    expect(await shareWith(world, undefined, given)).not.toHaveProperty('erasable')
  })

  it('goes nowhere when the council’s service has moved, or it has left the network', async () => {
    const world = await startWalletWorld()
    const entry = await shareWith(world)
    const moved = { ...entry, erasable: { endpoint: 'https://old.example/aldermoor/erasures', handle } }
    const left = { ...entry, asker: { ...(entry.asker ?? expect.fail()), did: world.stranger.listing.did } }
    for (const gone of [moved, left, { ...entry, erasable: undefined } as unknown as Activity]) await expect(world.wallet.askForErasure(gone)).rejects.toMatchObject({ code: 'erasure_elsewhere' })
    expect(world.internet.sentTo('https://old.example')).toEqual([])
    expect(world.internet.sentTo(endpointOf(world))).toEqual([])
  })
})
