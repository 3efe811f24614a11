import { describe, expect, it } from 'vitest'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { CannotAnswer, type ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { makeKey } from './support/stub-council.ts'
import { json, typed } from './support/stub-internet.ts'
import { encryptionJwk, hold, linkOf, publishRequest, requestUriOf, residencyQuery, sentToAskers, type RequestChanges } from './support/stub-verifier.ts'
import { startOfWorld, vct } from './support/stub-world.ts'
import { didOfCouncil } from './support/stub-trust.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const read = async ({ wallet }: WalletWorld, link: string): Promise<ConsentRequest> => wallet.readRequest(parsePresentationRequest(link))

/** What the citizen is told; a link that can't be read is told as such. */
const told = async (act: () => Promise<unknown>): Promise<FaultCode | 'consent'> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof RequestRefused) return 'link_not_understood'
    if (error instanceof Fault) return error.code
    throw error
  }
  return 'consent'
}

type ChangesOf = RequestChanges | ((world: WalletWorld) => RequestChanges)

async function ask(changes: ChangesOf, held = true): Promise<{ readonly outcome: FaultCode | 'consent'; readonly world: WalletWorld }> {
  const world = await startWalletWorld()
  if (held) await hold(world)
  const outcome = await told(() => read(world, publishRequest(world, typeof changes === 'function' ? changes(world) : changes)))
  return { outcome, world }
}

const stating = (authority: string, types: readonly string[]) => ({ format: 'counterfoil_accreditation', data: { authority, may_request: types }, credential_ids: ['residency'] })

describe('a request', () => {
  it('of an accredited council is shown with who asks, what, why, and what stays unseen', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const { requester, request, asked, concerns } = await read(world, publishRequest(world))
    expect(requester.name.en).toBe('aldermoor Council')
    expect(request.purpose?.retention.en).toBe('3 years')
    const [{ required, optional, unseen } = { required: [], optional: [], unseen: [] }] = asked[0]?.fitting ?? []
    expect(required.map(({ label, value }) => `${label.en}: ${value}`)).toEqual(['First name: Ada', 'Last name: Price', 'Address line 1: 12 Mill Lane', 'Postcode: AL9 7ZQ'])
    expect(optional.map(({ label }) => label.en)).toEqual(['Date of birth'])
    expect(unseen.map(({ en }) => en)).toEqual(['Address line 2', 'Town or city', 'Property reference number (UPRN)', 'Resident since'])
    expect(concerns).toEqual([])
  })

  it('that was opened from another device says so, if it is signed so', async () => {
    const world = await startWalletWorld()
    await hold(world)
    expect((await read(world, publishRequest(world))).request.otherDevice).toBe(false)
    expect((await read(world, publishRequest(world, { claims: { counterfoil_other_device: true } }))).request.otherDevice).toBe(true)
  })

  it('whose link allows it is fetched by POST with a nonce of the wallet, and believed with that one alone', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const link = `${publishRequest(world)}&request_uri_method=post`
    const signed = (nonce: (given: string) => unknown): void => {
      const { internet, aldermoor } = world
      internet.on(requestUriOf(aldermoor), ({ body }) => {
        publishRequest(world, { claims: { wallet_nonce: nonce(new URLSearchParams(body).get('wallet_nonce') ?? '') } })
        return internet.fetch(requestUriOf(aldermoor))
      })
    }
    signed((given) => given)
    expect((await read(world, link)).requester.name.en).toBe('aldermoor Council')
    const [{ method, accept, body } = expect.fail()] = sentToAskers(world)
    expect([method, accept]).toEqual(['POST', 'application/oauth-authz-req+jwt'])
    expect(new URLSearchParams(body).get('wallet_nonce')).toMatch(/^[\w-]{22,}$/)
    for (const other of ['of another', undefined, 1]) {
      signed(() => other)
      expect(await told(() => read(world, link))).toBe('request_not_trusted')
    }
  })

  it.each<[string, (world: WalletWorld) => unknown, FaultCode | 'consent']>([
    ['as the ledger has it', ({ aldermoor }) => [stating(aldermoor.listing.did, [vct])], 'consent'],
    ['in a format that nobody knows', () => [{ format: 'registration_certificate', data: 'eyJ' }], 'consent'],
    ['of another council', ({ brackenfield }) => [stating(brackenfield.listing.did, [vct])], 'request_not_trusted'],
    ['for a type that the ledger says nothing of', ({ aldermoor }) => [stating(aldermoor.listing.did, [vct, `${vct}/other`])], 'asker_not_accredited'],
    ['as an empty list', () => [], 'request_not_trusted'],
    ['as no list', () => 'accredited', 'request_not_trusted'],
    ['without a format', () => [{ data: {} }], 'request_not_trusted'],
    ['without data', () => [{ format: 'counterfoil_accreditation' }], 'request_not_trusted'],
    ['for types that are no texts', ({ aldermoor }) => [{ ...stating(aldermoor.listing.did, []), data: { authority: aldermoor.listing.did, may_request: [1] } }], 'request_not_trusted'],
  ])('that states its accreditation %s is compared with the ledger', async (_, info, outcome) => {
    expect((await ask((world) => ({ claims: { verifier_info: info(world) } }))).outcome).toBe(outcome)
  })

  it('for what is not held says so, and nothing is sent (WAL-12)', async () => {
    const { outcome, world } = await ask({}, false)
    expect(outcome).toBe('nothing_matches')
    expect(sentToAskers(world).map(({ method }) => method)).toEqual(['GET'])
    await expect(read(world, publishRequest(world))).rejects.toBeInstanceOf(CannotAnswer)
  })

  it.each<[string, ChangesOf, FaultCode]>([
    ['whose client_id is not the one in its link (WAL-07)', ({ brackenfield }) => ({ claims: { client_id: clientIdOfDid(brackenfield.listing.did) } }), 'request_not_trusted'],
    ['without a client_id', { claims: { client_id: undefined } }, 'request_not_trusted'],
    ['that calls its client_id by the name of a draft', { claims: { client_id_scheme: 'did', client_id: 'x' } }, 'request_not_trusted'],
    ['that is not signed (WAL-21)', { serve: (jwt) => typed(`${jwt.split('.').slice(0, 2).join('.')}.`, 'application/oauth-authz-req+jwt') }, 'request_not_trusted'],
    ['signed by `none`', { header: { alg: 'none' } }, 'request_not_trusted'],
    ['signed by a shared secret', { header: { alg: 'HS256' } }, 'request_not_trusted'],
    ['whose signature is wrong (WAL-07)', ({ aldermoor }) => ({ signer: { ...aldermoor.keys.request, key: makeKey().key } }), 'request_not_trusted'],
    ['signed by another listed council', ({ brackenfield }) => ({ signer: brackenfield.keys.request }), 'request_not_trusted'],
    ['signed by another council in the name of the first', ({ aldermoor, brackenfield }) => ({ signer: { ...brackenfield.keys.request, kid: aldermoor.keys.request.kid } }), 'request_not_trusted'],
    ['signed by a key that is for credentials', ({ aldermoor }) => ({ signer: aldermoor.keys.credential }), 'request_not_trusted'],
    ['signed by a key that the council does not publish', ({ aldermoor }) => ({ header: { kid: `${aldermoor.listing.did}#delegate-9` } }), 'request_not_trusted'],
    ['with a key of its own in its header', { header: { kid: undefined, jwk: makeKey().jwk } }, 'request_not_trusted'],
    ['with a critical header', { header: { crit: ['b64'], b64: false } }, 'request_not_trusted'],
    ['of another typ', { header: { typ: 'JWT' } }, 'request_not_trusted'],
    ['for another audience (WAL-26)', { claims: { aud: 'https://other.example' } }, 'request_not_trusted'],
    ['without an audience', { claims: { aud: undefined } }, 'request_not_trusted'],
    ['without a nonce (WAL-07)', { claims: { nonce: undefined } }, 'request_not_trusted'],
    ['with an empty nonce', { claims: { nonce: '' } }, 'request_not_trusted'],
    ['with a redirect_uri beside direct_post (WAL-08)', { claims: { redirect_uri: 'https://forms.example/' } }, 'request_not_trusted'],
    ['whose answer goes to another host (WAL-09)', { claims: { response_uri: 'https://evil.example/responses/r1' } }, 'request_not_trusted'],
    ['whose answer goes to another council', { claims: { response_uri: 'https://verifier.example/brackenfield/responses/r1' } }, 'request_not_trusted'],
    ['whose answer would go unencrypted', { claims: { response_mode: 'direct_post' } }, 'request_not_trusted'],
    ['of an unknown response mode (WAL-25)', { claims: { response_mode: 'fragment' } }, 'request_not_trusted'],
    ['without a response mode', { claims: { response_mode: undefined } }, 'request_not_trusted'],
    ['of another response type', { claims: { response_type: 'vp_token id_token' } }, 'request_not_trusted'],
    ['that was issued later', { claims: { iat: startOfWorld + 61 } }, 'request_not_trusted'],
    ['that has expired (WAL-27)', { claims: { exp: startOfWorld } }, 'request_gone'],
    ['without a key to encrypt to', { claims: { client_metadata: { jwks: { keys: [] } } } }, 'request_not_trusted'],
    ['with keys that are all unusable (WAL-29)', { claims: { client_metadata: { jwks: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'ECDH-ES' }, { ...encryptionJwk, x: encryptionJwk.y, crv: 'P-384' }] } } } }, 'request_not_trusted'],
    ['with a private key to encrypt to', { claims: { client_metadata: { jwks: { keys: [{ ...encryptionJwk, d: 'AQAB' }] } } } }, 'request_not_trusted'],
    ['whose metadata lies elsewhere', { claims: { client_metadata: undefined, client_metadata_uri: 'https://evil.example/metadata' } }, 'request_not_trusted'],
    ['whose keys lie elsewhere', { claims: { client_metadata: { jwks_uri: 'https://evil.example/keys' } } }, 'request_not_trusted'],
    ['without a query', { claims: { dcql_query: undefined } }, 'request_not_trusted'],
    ['with a query of the older language', { claims: { dcql_query: undefined, presentation_definition: {} } }, 'request_not_trusted'],
    ['with a scope for a query', { claims: { scope: 'residency' } }, 'request_not_trusted'],
    ['of a council that is listed, but not accredited to ask for this', (world) => ({ council: world.brackenfield }), 'asker_not_accredited'],
    ['for a type that the council may not ask for', { query: { credentials: [residencyQuery({ meta: { vct_values: [vct, 'https://issuer.example/types/health/1'] } })] } }, 'asker_not_accredited'],
    ['of a stranger', (world) => ({ council: world.stranger }), 'asker_unknown'],
  ])('%s is refused, and nothing is sent', async (_what, changes, expected) => {
    const { outcome, world } = await ask(changes)
    expect(outcome).toBe(expected)
    expect(sentToAskers(world).filter(({ method }) => method !== 'GET')).toEqual([])
    expect(world.internet.sentTo('https://evil.example')).toEqual([])
    expect(await world.wallet.vault.activities()).toEqual([])
  })

  it('lets the wallet take the first encryption key that it can use', async () => {
    const keys = [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'ECDH-ES', kid: 'a' }, { ...encryptionJwk, alg: 'ECDH-ES+A256KW', kid: 'b' }, encryptionJwk]
    const world = await startWalletWorld()
    await hold(world)
    expect((await read(world, publishRequest(world, { claims: { client_metadata: { jwks: { keys } } } }))).request.encryptTo).toMatchObject({ key: { kid: 'e1' }, enc: 'A128GCM' })
  })
})

describe('the query of a request', () => {
  it.each<[string, unknown]>([
    ['that is malformed', { credentials: 'all' }],
    ['without credentials', { credentials: [] }],
    ['with one id twice (WAL-28)', { credentials: [residencyQuery(), residencyQuery()] }],
    ['with 1,000 credentials (WAL-28)', { credentials: Array.from({ length: 1000 }, (_, index) => ({ id: `q${index}`, format: 'dc+sd-jwt', meta: { vct_values: ['v'] } })) }],
    ['with 65 claims', { credentials: [residencyQuery({ claims: Array.from({ length: 65 }, (_, index) => ({ path: [`c${index}`] })), claim_sets: undefined })] }],
    ['with one claim id twice', { credentials: [residencyQuery({ claims: [{ id: 'a', path: ['given_name'] }, { id: 'a', path: ['address', 'uprn'] }], claim_sets: [['a']] })] }],
    ['with a claim set of claims that it does not have', { credentials: [residencyQuery({ claim_sets: [['given_name', 'shoe_size']] })] }],
    ['with credential sets of queries that it does not have', { credentials: [residencyQuery()], credential_sets: [{ options: [['passport']] }] }],
    ['with empty credential sets', { credentials: [residencyQuery()], credential_sets: [] }],
    ['without types', { credentials: [residencyQuery({ meta: {} })] }],
    ['in a format that is not held', { credentials: [residencyQuery({ format: 'mso_mdoc', meta: { doctype_value: 'x' } })] }],
    ['with a path of objects', { credentials: [residencyQuery({ claims: [{ path: [{}] }], claim_sets: undefined })] }],
    ['with an id of more than a name', { credentials: [residencyQuery({ id: 'a.b[0]' })] }],
  ])('%s is refused, and nothing is sent', async (_what, query) => {
    const { outcome, world } = await ask({ claims: { dcql_query: query } })
    expect(outcome).toBe('request_not_trusted')
    expect(sentToAskers(world).filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

describe('the address of a request', () => {
  it.each<[string, (jwt: string) => Response, FaultCode]>([
    ['redirects (WAL-30)', () => new Response(null, { status: 302, headers: { location: 'https://evil.example/r' } }), 'sent_elsewhere'],
    ['is not there', () => json({ error: 'invalid_request' }, 404), 'request_gone'],
    ['fails', () => json({}, 503), 'not_reachable'],
    ['sends 100 MiB (WAL-30)', () => new Response(endless(), { headers: { 'content-type': 'application/oauth-authz-req+jwt' } }), 'not_reachable'],
    ['sends more than a request may be', (jwt) => typed(`${jwt}${'x'.repeat(70_000)}`, 'application/oauth-authz-req+jwt'), 'request_not_trusted'],
    ['sends another media type (WAL-30)', (jwt) => typed(jwt, 'text/plain'), 'request_not_trusted'],
    ['sends a page', () => typed('<html>', 'text/html'), 'request_not_trusted'],
    ['sends an encrypted one', () => typed('a.b.c.d.e', 'application/oauth-authz-req+jwt'), 'request_not_trusted'],
  ])('that %s ends in a refusal, and nothing is sent', async (_what, serve, expected) => {
    const { outcome, world } = await ask({ serve })
    expect(outcome).toBe(expected)
    expect(sentToAskers(world).map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${requestUriOf(world.aldermoor)}`])
  })

  const aldermoor = clientIdOfDid(didOfCouncil('aldermoor'))
  it.each([
    ['is of another host', linkOf(aldermoor, 'https://evil.example/aldermoor/requests/r1'), 'request_not_trusted'],
    ['is private (WAL-30)', linkOf(aldermoor, 'http://192.168.0.1/aldermoor/requests/r1'), 'request_not_trusted'],
    ['is this machine', linkOf(aldermoor, 'http://localhost:4720/aldermoor/requests/r1'), 'request_not_trusted'],
    ['is http', linkOf(aldermoor, 'http://verifier.example/aldermoor/requests/r1'), 'request_not_trusted'],
    ['is of another council', linkOf(aldermoor, 'https://verifier.example/brackenfield/requests/r1'), 'request_not_trusted'],
    ['climbs out of what is the council’s own', linkOf(aldermoor, 'https://verifier.example/aldermoor/../brackenfield/requests/r1'), 'request_not_trusted'],
    ['is a script', linkOf(aldermoor, 'javascript:alert(1)'), 'link_not_understood'],
    ['is given twice', `${linkOf(aldermoor, 'https://verifier.example/aldermoor/requests/r1')}&request_uri=https%3A%2F%2Fevil.example`, 'link_not_understood'],
    ['comes with the request itself', `${linkOf(aldermoor, 'https://verifier.example/aldermoor/requests/r1')}&request=a.b.c`, 'link_not_understood'],
    ['comes with a client of a federation', linkOf('openid_federation:https://federation.example', 'https://verifier.example/aldermoor/requests/r1'), 'request_not_trusted'],
    ['comes with a DID of another ledger', linkOf(clientIdOfDid(`did:ethr:0x1:0x${'a'.repeat(40)}`), 'https://verifier.example/aldermoor/requests/r1'), 'asker_unknown'],
    ['comes with a DID of another method', linkOf(clientIdOfDid('did:web:evil.example'), 'https://evil.example/requests/r1'), 'asker_unknown'],
  ])('that %s is refused before it is called', async (_what, link, expected) => {
    const world = await startWalletWorld()
    await hold(world)
    publishRequest(world)
    expect(await told(() => read(world, link))).toBe(expected)
    expect(sentToAskers(world)).toEqual([])
  })

  it('is not called while the ledger can not say whose it is', async () => {
    const world = await startWalletWorld()
    world.ledger.isUp = false
    expect(await told(() => read(world, publishRequest(world)))).toBe('not_reachable')
    expect(sentToAskers(world)).toEqual([])
  })
})

describe('a typed code', () => {
  const lookUp = async (answer: () => Response, code = 'A234-CDFG') => {
    const world = await startWalletWorld()
    world.internet.on('https://verifier.example/aldermoor/codes/A234CDFG', answer)
    return { outcome: await told(() => world.wallet.lookUpCode(code)), world }
  }
  const found = (members: object = {}) => json({ client_id: 'decentralized_identifier:did:example:1', request_uri: 'https://verifier.example/aldermoor/requests/r1', ...members })

  it('leads to the request of the council whose letter it has', async () => {
    expect((await lookUp(() => found())).outcome).toBe('consent')
  })

  it.each<[string, () => Response, FaultCode]>([
    ['nothing', () => json({}, 404), 'code_unknown'],
    ['an address that is a script', () => found({ request_uri: 'javascript:alert(1)' }), 'code_unknown'],
    ['a client without a prefix', () => found({ client_id: 'x' }), 'code_unknown'],
    ['a page', () => typed('<html>', 'text/html'), 'code_unknown'],
    ['a fault', () => json({}, 500), 'not_reachable'],
  ])('that leads to %s is told', async (_what, answer, expected) => {
    expect((await lookUp(answer)).outcome).toBe(expected)
  })

  it.each(['E234-CDFG', 'Z234-CDFG', 'A234', '', '../../x', 'A'.repeat(100)])('%j is not looked up', async (code) => {
    const { outcome, world } = await lookUp(() => found(), code)
    expect(outcome).toBe('code_unknown')
    expect(sentToAskers(world)).toEqual([])
  })
})

const endless = (): ReadableStream<Uint8Array> => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) })
