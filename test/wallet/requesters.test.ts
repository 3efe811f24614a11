import type { KeyObject } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { parseRequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { CannotAnswer, type ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { Fault } from '@counterfoil/wallet/domain/fault'
import { authority, certificate, namesOf, noAuthority, signsCertificates, signsData, type TestCertificate } from '../support/certificates.ts'
import { encode, makeKey } from './support/stub-council.ts'
import { address, at, attestation, attested, certified, hashOf, host, known, leaf, otherRoot, root, signer, strangerRoot, unsigned, verifierKey } from './support/stub-requesters.ts'
import { disclosedIn, hold, openedAnswer, publishRequest, purpose, requestUriOf, residencyQuery, responseUriOf, sentToAskers, type RequestChanges } from './support/stub-verifier.ts'
import { startOfWorld, vct } from './support/stub-world.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld(undefined, known)
  await hold(world)
})

const read = (changes: RequestChanges): Promise<ConsentRequest> => world.wallet.readRequest(parseRequestLink(publishRequest(world, changes)))
const told = async (act: () => Promise<unknown>): Promise<string> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof Fault) return error.code
    if (error instanceof RequestRefused) return 'link_not_understood'
    throw error
  }
  return 'consent'
}
const share = (consent: ConsentRequest) => world.wallet.answerRequest(consent, consent.asked.map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))

/** A council's own request key, certified by the consortium. */
const councilPapers = ({ aldermoor }: Pick<WalletWorld, 'aldermoor'>, { did = aldermoor.listing.did, key = aldermoor.keys.request.key, uris }: { readonly did?: string; readonly key?: KeyObject; readonly uris?: readonly string[] } = {}): TestCertificate =>
  certificate('aldermoor Council', [noAuthority, signsData, namesOf({ dns: ['verifier.example'], uris: uris ?? [did] })], root, { ...at, privateKey: key })
const councilAsking = (made: TestCertificate, changes: RequestChanges = {}): RequestChanges => {
  const clientId = changes.clientId ?? hashOf(made)
  return { ...changes, clientId, header: { kid: undefined, x5c: [made.x5c] }, claims: { client_id: clientId, ...changes.claims } }
}

describe('a council of the network', () => {
  const papers = (changes?: Parameters<typeof councilPapers>[1]): TestCertificate => councilPapers(world, changes)
  const asking = (made = papers(), changes: RequestChanges = {}): RequestChanges => councilAsking(made, changes)

  it.each<[string, () => RequestChanges]>([
    ['the hash of its certificate', () => asking()],
    ['the name of its host', () => asking(papers(), { clientId: 'x509_san_dns:verifier.example' })],
    ['an attestation, and says who it is', () => {
      const { kty, crv, x, y } = papers().publicKey.export({ format: 'jwk' }) as P256PublicJwk
      return { clientId: 'verifier_attestation:clinic', header: { kid: undefined, jwt: attestation({ cnf: { jwk: { kty, crv, x, y } } }) }, claims: { client_id: 'verifier_attestation:clinic', verifier_info: [{ format: 'counterfoil_accreditation', data: { authority: world.aldermoor.listing.did, may_request: [vct] } }] } }
    }],
  ])('is known by %s, as by its DID', async (_how, changes) => {
    const { requester, concerns, request } = await read(changes())
    expect(requester).toEqual({ id: world.aldermoor.listing.did, name: world.aldermoor.listing.name, address: world.aldermoor.listing.verifier, known: { by: 'listing' } })
    expect([concerns, request.purpose?.retention.en]).toEqual([[], '3 years'])
  })

  it.each<[string, () => RequestChanges, string]>([
    ['whose key the ledger does not have among those that ask', () => asking(papers({ key: world.aldermoor.keys.credential.key }), { signer: world.aldermoor.keys.credential }), 'request_not_trusted'],
    ['that the consortium no longer lists (WAL-23)', () => asking(papers({ did: world.stranger.listing.did, key: world.stranger.keys.request.key }), { signer: world.stranger.keys.request }), 'asker_unknown'],
    ['in the name of another', () => asking(papers({ did: world.brackenfield.listing.did })), 'request_not_trusted'],
    ['that is not accredited to ask for this (WAL-23)', () => asking(papers({ did: world.brackenfield.listing.did, key: world.brackenfield.keys.request.key }), { signer: world.brackenfield.keys.request, council: world.brackenfield }), 'asker_not_accredited'],
    ['whose certificate names two', () => asking(papers({ uris: [world.aldermoor.listing.did, world.brackenfield.listing.did] })), 'asker_unknown'],
    ['whose certificate names none', () => asking(papers({ uris: [] })), 'asker_unknown'],
    ['whose answers go elsewhere', () => asking(papers(), { claims: { response_uri: 'https://verifier.example/brackenfield/responses/r1' } }), 'request_not_trusted'],
    ['whose request lies elsewhere', () => asking(papers(), { requestUri: 'https://evil.example/requests/1' }), 'request_not_trusted'],
    ['whose answers would go in the open', () => asking(papers(), { claims: { response_mode: 'direct_post' } }), 'request_not_trusted'],
    ['that attests itself as another', () => attested(attestation(), { claims: { verifier_info: [{ format: 'counterfoil_accreditation', data: { authority: world.aldermoor.listing.did, may_request: [vct] } }] } }), 'request_not_trusted'],
  ])('%s is not believed for its papers', async (_what, changes, expected) => {
    expect(await told(() => read(changes()))).toBe(expected)
  })
})

const elsewhere = 'https://evil.example/requests/1'
const inLink = { client_id: `redirect_uri:${address}`, response_type: 'vp_token', response_mode: 'direct_post', response_uri: address, nonce: 'n-0123456789abcdef', state: 's9', dcql_query: JSON.stringify({ credentials: [residencyQuery()] }), counterfoil_purpose: JSON.stringify(purpose) }

describe('somebody beyond the network', () => {
  it('with a certificate is shown as not accredited, with who says who they are, and answered at their own address', async () => {
    const consent = await read(certified(undefined, { clientId: `x509_san_dns:${host}` }))
    expect(consent.requester).toEqual({ id: `x509_san_dns:${host}`, name: { en: 'Dewi Clinic', cy: 'Dewi Clinic' }, address, known: { by: 'certificate', of: 'Northern Health' } })
    expect(consent.concerns).toEqual(['not_accredited'])
    await share(consent)
    const sent = sentToAskers(world).at(-1) ?? expect.fail()
    expect([sent.url, Object.keys(openedAnswer(sent).vp_token)]).toEqual([address, ['residency']])
  })

  it('with an attestation is shown with who attests them', async () => {
    const { requester, concerns } = await read(attested(attestation({ redirect_uris: [address] })))
    // Another attester may call somebody else by the same name.
    expect(requester.id).toBe('https://attester.example verifier_attestation:clinic')
    expect([requester.known, requester.name.en, concerns]).toEqual([{ by: 'attestation', of: 'Attester of the North' }, 'clinic', ['not_accredited']])
  })

  it('whom nobody knows is named by their address alone, whatever they say of themselves (WAL-31)', async () => {
    const { requester, concerns, request } = await read(unsigned())
    expect([requester.name, requester.known, request.purpose, request.privacyNotice]).toEqual([{ en: host, cy: host }, { by: 'nobody' }, null, null])
    expect(concerns).toEqual(['nobody_known', 'no_purpose'])
  })

  it('is new though somebody of their name is in what an earlier version wrote down', async () => {
    const name = { en: 'Dewi Clinic', cy: 'Dewi Clinic' }
    await world.wallet.vault.note({ id: 'earlier', at: 1, kind: 'shared', who: name, what: name, claims: [] })
    expect((await read(certified())).acquaintance).toEqual({ is: 'new' })
  })

  it.each<[string, (transaction_data: readonly string[]) => string]>([
    ['in a request that lies elsewhere', (transaction_data) => publishRequest(world, unsigned({ transaction_data }))],
    ['in the link itself', (transaction_data) => `?${new URLSearchParams({ ...inLink, transaction_data: JSON.stringify(transaction_data) }).toString()}`],
  ])('whom nobody knows has nothing authorised %s, whatever it is', async (_where, linkWith) => {
    const link = linkWith([encode({ type: 'urn:counterfoil:transaction:declaration:1', statement: { en: 'Aldermoor Council asks', cy: 'Aldermoor Council asks' }, credential_ids: ['residency'] })])
    const why: unknown = await world.wallet.readRequest(parseRequestLink(link)).catch((error: unknown) => error)
    expect(why).toMatchObject({ code: 'transaction_unvouched', error: 'invalid_transaction_data' })
    expect(why).toBeInstanceOf(CannotAnswer)
  })

  it('may ask in the link itself when they sign nothing, and have the answer in the open, which is said', async () => {
    const consent = await world.wallet.readRequest(parseRequestLink(`?${new URLSearchParams(inLink).toString()}`))
    expect(consent.concerns).toEqual(['nobody_known', 'in_the_open', 'no_purpose'])
    await share(consent)
    const fields = new URLSearchParams(sentToAskers(world).at(-1)?.body)
    const { residency: [presentation = ''] = [] } = JSON.parse(fields.get('vp_token') ?? '{}') as Record<string, string[]>
    expect([fields.get('state'), disclosedIn(presentation)]).toEqual(['s9', { given_name: 'Ada', family_name: 'Price', address_line_1: '12 Mill Lane', postcode: 'AL9 7ZQ' }])
    for (const broken of [{ ...inLink, request: 'a.b.c' }, { ...inLink, dcql_query: '{' }, { ...inLink, client_id: hashOf(leaf(otherRoot)) }, { ...inLink, state: 'x'.repeat(20_000) }])
      expect(await told(async () => world.wallet.readRequest(parseRequestLink(new URLSearchParams(broken))))).toBe('link_not_understood')
    expect(await told(async () => world.wallet.readRequest(parseRequestLink(`?${new URLSearchParams(inLink).toString()}&state=2`)))).toBe('link_not_understood')
    expect(await told(async () => world.wallet.readRequest(parseRequestLink(new URLSearchParams({ ...inLink, response_uri: 'https://evil.example/' }))))).toBe('request_not_trusted')
  })

  const intermediate = certificate('Northern Health North', [authority(), signsCertificates], otherRoot, at)
  it('may have a certificate by way of another authority', async () => {
    const made = leaf(intermediate)
    expect(await told(() => read(certified(made, { header: { x5c: [made.x5c, intermediate.x5c] } })))).toBe('consent')
  })

  it.each<[string, () => RequestChanges, string]>([
    ['whose x509_hash is of another certificate (WAL-22)', () => certified(undefined, { clientId: hashOf(leaf(otherRoot)) }), 'request_not_trusted'],
    ['whose certificate names another host (WAL-22)', () => certified(leaf(otherRoot, namesOf({ dns: ['other.example'] })), { clientId: `x509_san_dns:${host}` }), 'request_not_trusted'],
    ['whose certificate has a wildcard', () => certified(leaf(otherRoot, namesOf({ dns: ['*.example'] })), { clientId: `x509_san_dns:${host}` }), 'request_not_trusted'],
    ['whose answers go to a host that the certificate does not name', () => certified(undefined, { claims: { response_uri: 'https://evil.example/' } }), 'request_not_trusted'],
    ['whose certificate nobody vouches for (WAL-22)', () => certified(leaf(strangerRoot)), 'asker_unknown'],
    ['whose certificate is signed by itself', () => certified(certificate('Dewi Clinic', [noAuthority, signsData, namesOf({ dns: [host] })], undefined, { ...at, privateKey: verifierKey.key })), 'asker_unknown'],
    ['that is the authority itself', () => certified(otherRoot, { signer: { kid: '', key: otherRoot.privateKey } }), 'asker_unknown'],
    ['whose certificate has ended', () => certified(leaf(otherRoot, undefined, { now: startOfWorld - 2 * 86_400 })), 'asker_unknown'],
    ['whose certificate is not valid yet', () => certified(leaf(otherRoot, undefined, { now: startOfWorld + 2 * 86_400 })), 'asker_unknown'],
    ['whose certificate a leaf has signed', () => certified(leaf(leaf(otherRoot))), 'asker_unknown'],
    ['whose chain lacks its middle', () => certified(leaf(intermediate)), 'asker_unknown'],
    ['whose certificate is none', () => certified(undefined, { header: { x5c: ['AAAA'] } }), 'asker_unknown'],
    ['whose chain is a text', () => certified(undefined, { header: { x5c: leaf(otherRoot).x5c } }), 'asker_unknown'],
    ['without a certificate', () => certified(undefined, { header: { x5c: undefined } }), 'asker_unknown'],
    ['with five certificates', () => certified(undefined, { header: { x5c: Array.from({ length: 5 }, () => leaf(otherRoot).x5c) } }), 'asker_unknown'],
    ['whose request another key signed', () => certified(undefined, { signer: { kid: '', key: makeKey().key } }), 'request_not_trusted'],
    ['whose request nobody signed (WAL-21)', () => certified(undefined, { header: { alg: 'none' } }), 'request_not_trusted'],
    ['whose attestation is by nobody known (WAL-32)', () => attested(attestation({}, {}, makeKey().key)), 'asker_unknown'],
    ['whose attestation names another attester', () => attested(attestation({ iss: 'https://evil.example' })), 'asker_unknown'],
    ['whose attestation has ended (WAL-32)', () => attested(attestation({ exp: startOfWorld })), 'asker_unknown'],
    ['whose attestation never ends', () => attested(attestation({ exp: undefined })), 'asker_unknown'],
    ['whose attestation is of another typ', () => attested(attestation({}, { typ: 'JWT' })), 'asker_unknown'],
    ['whose attestation is for another name', () => attested(attestation({ sub: 'other' })), 'request_not_trusted'],
    ['whose attestation is for another key', () => attested(attestation({ cnf: { jwk: makeKey().jwk } })), 'request_not_trusted'],
    ['whose attestation names other addresses', () => attested(attestation({ redirect_uris: ['https://other.example/'] })), 'request_not_trusted'],
    ['without an attestation', () => attested(''), 'asker_unknown'],
    ['that signs though its name can not be checked', () => ({ ...unsigned(), header: { kid: undefined }, signer, serve: undefined as never }), 'request_not_trusted'],
    ['that signs nothing and is answered elsewhere (WAL-09)', () => unsigned({ response_uri: 'https://evil.example/' }), 'request_not_trusted'],
    ['that signs nothing and calls itself otherwise inside', () => unsigned({ client_id: 'redirect_uri:https://evil.example/' }), 'request_not_trusted'],
  ])('%s is refused, and nothing is sent', async (_what, changes, expected) => {
    const before = sentToAskers(world).filter(({ method }) => method === 'POST').length
    expect(await told(() => read(changes()))).toBe(expected)
    expect(sentToAskers(world).filter(({ method }) => method === 'POST')).toHaveLength(before)
  })

  it.each<[string, RequestChanges, unknown]>([
    ['that may not sign is told no algorithms, and everybody else is', unsigned(), undefined],
    ['that signs is told by which algorithms it may', certified(), ['ES256']],
  ])('%s', async (_what, changes, algorithms) => {
    const link = `${publishRequest(world, changes)}&request_uri_method=post`
    await told(() => world.wallet.readRequest(parseRequestLink(link)))
    const metadata = JSON.parse(new URLSearchParams(sentToAskers(world).at(-1)?.body).get('wallet_metadata') ?? '{}') as Record<string, unknown>
    expect(metadata['request_object_signing_alg_values_supported']).toEqual(algorithms)
  })

  it.each(['http://clinic.example/requests/1', 'https://192.168.0.1/requests/1', 'https://localhost/requests/1', 'https://clinic.internal/requests/1'])('is not called at %s', async (private_) => {
    const before = sentToAskers(world).length
    expect(await told(() => read(certified(undefined, { requestUri: private_ })))).toBe('address_refused')
    expect(sentToAskers(world)).toHaveLength(before)
  })

  it.each<[string, RequestChanges]>([
    ['with the name of one host, at another', certified(undefined, { clientId: `x509_san_dns:${host}`, requestUri: elsewhere })],
    ['with the name of one host, at one below it', certified(undefined, { clientId: `x509_san_dns:${host}`, requestUri: `https://a.${host}/requests/1` })],
    ['that signs nothing, at another address than that of its answers', { ...unsigned(), requestUri: elsewhere }],
    ['that signs nothing, at another port than that of its answers', { ...unsigned(), requestUri: `https://${host}:8443/requests/1` }],
    ['that signs nothing and has no address', { ...unsigned(), clientId: 'redirect_uri:clinic' }],
  ])('%s, is not called', async (_what, changes) => {
    const before = sentToAskers(world).length
    expect(await told(() => read(changes))).toBe('request_not_trusted')
    expect(sentToAskers(world)).toHaveLength(before)
  })
})

describe('where nobody beyond the network is known', () => {
  const startAlone = async (): Promise<WalletWorld> => {
    const alone = await startWalletWorld(undefined, { trustAnchors: known.trustAnchors })
    await hold(alone)
    return alone
  }

  it.each<[string, RequestChanges]>([
    ['the hash of its certificate', certified()],
    ['the name of its host', certified(undefined, { clientId: `x509_san_dns:${host}` })],
    ['an attestation', attested()],
    ['the address of its answers', unsigned()],
  ])('a stranger with %s is not called', async (_what, changes) => {
    const alone = await startAlone()
    expect(await told(() => alone.wallet.readRequest(parseRequestLink(publishRequest(alone, changes))))).toBe('asker_unknown')
    expect(sentToAskers(alone)).toEqual([])
  })

  it('a council is called whatever it asks by, and so is its own address for answers', async () => {
    const alone = await startAlone()
    const made = councilPapers(alone)
    const responseUri = responseUriOf(alone.aldermoor)
    for (const changes of [councilAsking(made), councilAsking(made, { clientId: 'x509_san_dns:verifier.example' }), { ...unsigned({ response_uri: responseUri }), clientId: `redirect_uri:${responseUri}`, requestUri: requestUriOf(alone.aldermoor) }])
      expect(await told(() => alone.wallet.readRequest(parseRequestLink(publishRequest(alone, changes))))).toBe('consent')
  })
})
