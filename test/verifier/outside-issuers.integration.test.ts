import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Verdict } from '@counterfoil/shared/verification/verdict'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { judgingCrypto } from '@counterfoil/verifier/adapters/judging-crypto'
import { withOutsideIssuers } from '@counterfoil/verifier/assemble-outside-issuers'
import { policyOfCatalogue, type OutsideIssuer } from '@counterfoil/verifier/domain/type-policies'
import type { IssuerFacts } from '@counterfoil/verifier/ports'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { NotedFacts } from '@counterfoil/verifier/use-cases/noted-facts'
import type { KeyObject } from 'node:crypto'
import { authority, certificate, noAuthority, signsCertificates, signsData } from '../support/certificates.ts'
import { didKeyOf } from '../support/did-key.ts'
import { dateTime, docType, handover, mdocQuery, presentMdoc } from '../support/mdoc-presentations.ts'
import { presentW3c, w3cQuery, type DataModel } from '../support/w3c-presentations.ts'
import { audience, encode, issuerKeys, jwt, nonce, present, publicJwk, query, strangerKeys, vct } from '../support/presentations.ts'

const now = Math.floor(Date.now() / 1000)
const clock = fixedClock(now)
const key = { ...publicJwk(issuerKeys.publicKey), kid: 'key-1' }
type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let host: string
let issuer: string
let answers: Record<string, Answer>
let asked: string[]
const json = (value: unknown): Answer => (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end()
    else answer(request, response)
  })
  await new Promise<void>((resolve) => { server.listen(0, 'localhost', resolve) })
  host = `localhost:${(server.address() as AddressInfo).port}`
  issuer = `https://${host}/tenant`
})
afterAll(() => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }))
beforeEach(() => {
  asked = []
  answers = {}
})

const metadata = '/.well-known/jwt-vc-issuer/tenant'
const refusing = (): never => { throw new Refusal('issuer_unresolvable') }
const network: IssuerFacts<KeyObject> = { issuerKey: refusing, certifiesKey: () => false, accreditation: refusing, status: refusing }

/** A verifier that takes the type from these. */
function verifierOf(issuers: readonly OutsideIssuer[], withoutStatus = true) {
  const judge = judgeOf(issuers, { withoutStatus })
  return async (presentation: string): Promise<string> => {
    const verdict = await judge(presentation)
    return verdict.outcome === 'verified' ? verdict.issuer.did : verdict.refusal
  }
}

function judgeOf(issuers: readonly OutsideIssuer[], { withoutStatus = true, name = vct, types = readCatalogue() }: { readonly withoutStatus?: boolean; readonly name?: string; readonly types?: ReturnType<typeof readCatalogue> } = {}) {
  const outsideTrust = parseTrustedIssuers({ [name]: { issuers, withoutStatus } })
  const limits = { key: seconds(3600), accreditation: seconds(3600), status: seconds(3600) }
  const config = { outsideTrust, limits, ledgerFreshFor: seconds(10), statusFreshFor: seconds(5), privateHosts: [host] }
  const facts = withOutsideIssuers(config, network, { clock, fetchOutside: createFetchOutside(config), kept: { read: () => undefined, keep: () => {}, confirm: () => {} } })
  const policy = policyOfCatalogue(types, { ...config, network: { typesUrl: 'https://types.example' } })
  return (presentation: string, wanted: CredentialQuery = query()): Promise<Verdict> =>
    verifyPresentation({ presentation, query: wanted, audience, nonce, handover, policy }, { now: clock.now(), ...judgingCrypto, ...new NotedFacts(facts).verbs() })
}

const dates = { iat: now - 10, exp: now + 600 }
const shown = (header: object, payload: object = {}, issuerKey = issuerKeys.privateKey): string => present({ header: { ...header }, payload: { ...dates, status: undefined, ...payload }, binding: { payload: { iat: now } }, issuerKey })
const byMetadata = (payload: object = {}): string => shown({ kid: 'key-1' }, { iss: issuer, ...payload })
const metadataIssuer = (): OutsideIssuer => ({ issuer, keys: 'metadata' })

describe('an issuer beyond the network', () => {
  it('is believed by its metadata, with its keys in it or elsewhere', async () => {
    answers = { [metadata]: json({ issuer, jwks: { keys: [key] } }) }
    await expect(verifierOf([metadataIssuer()])(byMetadata())).resolves.toBe(issuer)
    answers = { [metadata]: json({ issuer, jwks_uri: `https://${host}/keys` }), '/keys': json({ keys: [key] }) }
    await expect(verifierOf([metadataIssuer()])(byMetadata())).resolves.toBe(issuer)
  })

  it('is asked once for all who wait', async () => {
    answers = { [metadata]: json({ issuer, jwks: { keys: [key] } }) }
    const verify = verifierOf([metadataIssuer()])
    await expect(Promise.all(Array.from({ length: 20 }, () => verify(byMetadata())))).resolves.toEqual(Array.from({ length: 20 }, () => issuer))
    expect(asked).toEqual([metadata])
  })

  it('is believed by the document of its did:web', async () => {
    const did = `did:web:${host.replace(':', '%3A')}:council`
    answers = { '/council/did.json': json({ id: did, verificationMethod: [{ id: `${did}#key-1`, type: 'JsonWebKey2020', controller: did, publicKeyJwk: publicJwk(issuerKeys.publicKey) }], assertionMethod: [`${did}#key-1`] }) }
    await expect(verifierOf([{ issuer: did, keys: 'did' }])(shown({ kid: `${did}#key-1` }, { iss: did }))).resolves.toBe(did)
  })

  it('is believed by its did:jwk, which nobody has to fetch', async () => {
    const did = `did:jwk:${encode(publicJwk(issuerKeys.publicKey))}`
    const verify = verifierOf([{ issuer: did, keys: 'did' }])
    await expect(verify(shown({ kid: `${did}#0` }, { iss: did }))).resolves.toBe(did)
    expect(asked).toEqual([])
  })

  it('is believed by a certificate below its own anchors, and below no other', async () => {
    const anchor = certificate('Anchor', [authority(), signsCertificates])
    const [leaf, strange] = [certificate('Leaf', [noAuthority, signsData], anchor), certificate('Leaf', [noAuthority, signsData], certificate('Anchor', [authority(), signsCertificates]))]
    const verify = verifierOf([{ issuer, keys: 'x5c', anchors: [anchor.pem] }])
    const of = ({ x5c, privateKey }: typeof leaf, iss = issuer): string => shown({ kid: undefined, x5c: [x5c] }, { iss }, privateKey)
    await expect(verify(of(leaf))).resolves.toBe(issuer)
    await expect(verify(of(leaf, 'https://other.example'))).resolves.toBe('issuer_mismatch')
    await expect(verify(of(strange))).resolves.toBe('issuer_unresolvable')
    // What names a key of the network is judged by the network, whoever certified it.
    const named = (iss?: string): string => shown({ kid: 'did:ethr:0x7a69:0x1#delegate-1', x5c: [leaf.x5c] }, { iss }, leaf.privateKey)
    await expect(verify(named('did:ethr:0x7a69:0x1'))).resolves.toBe('issuer_unresolvable')
    for (const iss of [issuer, undefined]) await expect(verify(named(iss))).resolves.toBe(issuer)
    await expect(verify(shown({ kid: undefined, x5c: [leaf.x5c] }, { iss: issuer }))).resolves.toBe('credential_invalid')
  })

  /** A list whose eighth entry has this value. */
  const list = (value: number, signer = issuerKeys.privateKey, header: object = { kid: 'key-1' }): Answer => (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/statuslist+jwt' }).end(jwt(JSON.stringify({ alg: 'ES256', typ: 'statuslist+jwt', ...header }), JSON.stringify({ sub: `http://${host}/lists/1`, ...dates, status_list: { bits: 1, lst: deflateSync(Uint8Array.of(value << 7)).toString('base64url') } }), signer))

  it('signs its status lists by a certificate below its own anchors, and below no other', async () => {
    const signed = (value: number, by = listSigner, signer = by.privateKey): Answer => list(value, signer, { x5c: [by.x5c] })
    const judged = async (answer: Answer): Promise<string> => {
      answers = { '/lists/1': answer }
      const verify = verifierOf([{ ...certifiedIssuer, lists: `http://${host}/lists` }], false)
      return verify(shown({ kid: undefined, x5c: [leaf.x5c] }, { iss: address, status: { status_list: { uri: `http://${host}/lists/1`, idx: 7 } } }, leaf.privateKey))
    }
    await expect(judged(signed(0))).resolves.toBe(address)
    await expect(judged(signed(1))).resolves.toBe('credential_revoked')
    for (const answer of [signed(0, strangeLeaf), signed(0, listSigner, leaf.privateKey), signed(0, anchor), list(0, listSigner.privateKey), list(0, listSigner.privateKey, { x5c: listSigner.x5c }), list(0, listSigner.privateKey, { x5c: [7] })])
      await expect(judged(answer)).resolves.toBe('invalid_status_list')
    // Of whom no address of lists is known, nothing is fetched.
    asked = []
    await expect(verifierOf([certifiedIssuer])(shown({ kid: undefined, x5c: [leaf.x5c] }, { iss: address, status: { status_list: { uri: `http://${host}/lists/1`, idx: 7 } } }, leaf.privateKey))).resolves.toBe('invalid_status_list')
    expect(asked).toEqual([])
  })

  it('signs its status lists by its own keys', async () => {
    const uri = `http://${host}/lists/1`
    const judged = async (answer: Answer, uriOfCredential = uri): Promise<string> => {
      answers = { [metadata]: json({ issuer, jwks: { keys: [key] } }), '/lists/1': answer }
      return verifierOf([{ ...metadataIssuer(), lists: `http://${host}/lists` }], false)(byMetadata({ status: { status_list: { uri: uriOfCredential, idx: 7 } } }))
    }
    await expect(judged(list(0))).resolves.toBe(issuer)
    await expect(judged(list(1))).resolves.toBe('credential_revoked')
    await expect(judged(list(0, strangerKeys.privateKey))).resolves.toBe('invalid_status_list')
    await expect(judged(list(0), `http://${host}/elsewhere/1`)).resolves.toBe('invalid_status_list')
    expect(asked).not.toContain('/elsewhere/1')
  })

  it('whom nobody listed makes the verifier ask nobody', async () => {
    const verify = verifierOf([metadataIssuer()])
    await expect(verify(shown({ kid: 'key-1' }, { iss: `https://${host}/stranger` }))).resolves.toBe('issuer_unresolvable')
    await expect(verify(shown({ kid: `did:web:${host.replace(':', '%3A')}#1` }, { iss: 'x' }))).resolves.toBe('issuer_unresolvable')
    expect(asked).toEqual([])
  })

  it('that is listed for another type may not issue this one', async () => {
    const did = `did:jwk:${encode(publicJwk(strangerKeys.publicKey))}`
    const outsideTrust = parseTrustedIssuers({ [vct]: { issuers: [{ issuer: did, keys: 'did' }], withoutStatus: true }, other: { issuers: [metadataIssuer()] } })
    answers = { [metadata]: json({ issuer, jwks: { keys: [key] } }) }
    const config = { outsideTrust, limits: { key: seconds(60), accreditation: seconds(60), status: seconds(60) }, ledgerFreshFor: seconds(10), statusFreshFor: seconds(5), privateHosts: [host] }
    const facts = withOutsideIssuers(config, network, { clock, fetchOutside: createFetchOutside(config), kept: { read: () => undefined, keep: () => {}, confirm: () => {} } })
    const policy = policyOfCatalogue(new Map(), { ...config, network: { typesUrl: 'https://types.example' } })
    await expect(verifyPresentation({ presentation: byMetadata(), query: query(), audience, nonce, policy }, { now: clock.now(), ...judgingCrypto, ...new NotedFacts(facts).verbs() })).resolves.toMatchObject({ refusal: 'issuer_not_trusted' })
  })
})

const [anchor, strangeAnchor] = [certificate('IACA', [authority(), signsCertificates]), certificate('IACA', [authority(), signsCertificates])]
const [leaf, strangeLeaf] = [anchor, strangeAnchor].map((by) => certificate('Signer', [noAuthority, signsData], by)) as [ReturnType<typeof certificate>, ReturnType<typeof certificate>]
const address = 'https://certified.example'
const [byKey, byJwk] = [didKeyOf(publicJwk(issuerKeys.publicKey)), `did:jwk:${encode(publicJwk(issuerKeys.publicKey))}`]
const listSigner = certificate('Lists', [noAuthority, signsData], anchor)
const certifiedIssuer: OutsideIssuer = { issuer: address, keys: 'x5c', anchors: [anchor.pem] }

const iso = (at: number): string => new Date(at * 1000).toISOString()
const w3c = (model: DataModel, header: object, name: string, signer = issuerKeys.privateKey): string =>
  presentW3c(model, {
    header: { kid: undefined, ...header },
    credential: { issuer: name, ...(model === 1 ? { issuanceDate: iso(now - 10), expirationDate: iso(now + 600) } : { validFrom: iso(now - 10), validUntil: iso(now + 600) }), credentialStatus: undefined },
    payload: model === 1 ? { iss: name, nbf: now - 10, exp: now + 600, status: undefined } : {},
    issuerKey: signer,
    vp: { payload: { iat: now } },
  })
const mdoc = (by = leaf, signer = by.privateKey): string =>
  presentMdoc({
    beside: (header) => header.set(33, new Uint8Array(Buffer.from(by.x5c, 'base64'))),
    securityObject: (members) => {
      members.delete('status')
      members.set('validityInfo', new Map([['signed', dateTime(now - 10)], ['validFrom', dateTime(now - 10)], ['validUntil', dateTime(now + 600)]]))
    },
    issuerKey: signer,
  })

describe('a credential of an issuer beyond the network', () => {
  it.each<[string, string, OutsideIssuer, CredentialQuery, () => string]>([
    ['an SD-JWT VC by did:key', vct, { issuer: byKey, keys: 'did' }, query(), () => shown({ kid: `${byKey}#${byKey.slice(8)}` }, { iss: byKey })],
    ['a W3C credential of data model 1.1 by did:key', 'ResidencyCredential', { issuer: byKey, keys: 'did' }, w3cQuery(), () => w3c(1, { kid: `${byKey}#${byKey.slice(8)}` }, byKey)],
    ['a W3C credential of data model 2.0 by did:jwk', 'ResidencyCredential', { issuer: byJwk, keys: 'did' }, w3cQuery(), () => w3c(2, { kid: `${byJwk}#0` }, byJwk)],
    ['a W3C credential of data model 1.1 by certificate', 'ResidencyCredential', certifiedIssuer, w3cQuery(), () => w3c(1, { x5c: [leaf.x5c] }, address, leaf.privateKey)],
    ['a W3C credential of data model 2.0 by certificate', 'ResidencyCredential', certifiedIssuer, w3cQuery(), () => w3c(2, { x5c: [leaf.x5c] }, address, leaf.privateKey)],
    ['an mdoc under its IACA', docType, certifiedIssuer, mdocQuery(), () => mdoc()],
  ])('is believed as %s, and is the same type to its form whichever of its names is listed', async (_what, name, listed, wanted, make) => {
    // As the catalogue calls it, by which a form finds its part of an answer, and a receipt and the Check Record name it.
    for (const by of [name, vct]) expect(await judgeOf([listed], { name: by })(make(), wanted)).toMatchObject({ outcome: 'verified', issuer: { did: listed.issuer }, vct })
  })

  it('keeps its own name where the catalogue has none for it', async () => {
    expect(await judgeOf([certifiedIssuer], { name: docType, types: new Map() })(mdoc(), mdocQuery())).toMatchObject({ outcome: 'verified', vct: docType })
  })

  it.each<[string, string, OutsideIssuer, CredentialQuery, () => string]>([
    ['an mdoc under another IACA of the same name', 'issuer_unresolvable', certifiedIssuer, mdocQuery(), () => mdoc(strangeLeaf)],
    ['an mdoc that its certificate\'s key did not sign', 'credential_invalid', certifiedIssuer, mdocQuery(), () => mdoc(leaf, issuerKeys.privateKey)],
    ['an mdoc that is signed by the IACA itself', 'issuer_unresolvable', certifiedIssuer, mdocQuery(), () => mdoc(anchor)],
    ['a W3C credential that names another issuer than its certificate\'s', 'issuer_mismatch', certifiedIssuer, w3cQuery(), () => w3c(2, { x5c: [leaf.x5c] }, 'https://other.example', leaf.privateKey)],
    ['a W3C credential that names another issuer than its key\'s', 'issuer_mismatch', { issuer: byKey, keys: 'did' }, w3cQuery(), () => w3c(1, { kid: `${byKey}#${byKey.slice(8)}` }, byJwk)],
    ['a W3C credential of a did:key that is not listed', 'issuer_unresolvable', { issuer: byJwk, keys: 'did' }, w3cQuery(), () => w3c(1, { kid: `${byKey}#${byKey.slice(8)}` }, byKey)],
    ['an SD-JWT VC of a did:key with another fragment', 'issuer_key_unknown', { issuer: byKey, keys: 'did' }, query(), () => shown({ kid: `${byKey}#key-1` }, { iss: byKey })],
  ])('is refused when it is %s: %s', async (_what, refusal, listed, wanted, make) => {
    expect(await judgeOf([listed])(make(), wanted)).toMatchObject({ outcome: 'refused', refusal })
  })
})

describe('metadata that says nothing', () => {
  it.each<[string, () => Answer, string]>([
    ['is another issuer’s', () => json({ issuer: `https://${host}`, jwks: { keys: [key] } }), 'ledger_unavailable'],
    ['tells keys in both ways', () => json({ issuer, jwks: { keys: [key] }, jwks_uri: `https://${host}/keys` }), 'ledger_unavailable'],
    ['is huge', () => json({ issuer, jwks: { keys: [key] }, padding: 'x'.repeat(70_000) }), 'ledger_unavailable'],
    ['sends on', () => (_request, response) => void response.writeHead(302, { location: `http://${host}/keys` }).end(), 'ledger_unavailable'],
    ['sends to a private address for its keys', () => json({ issuer, jwks_uri: 'https://169.254.169.254/keys' }), 'ledger_unavailable'],
    ['is broken', () => (_request, response) => void response.writeHead(500).end(), 'ledger_unavailable'],
    ['lacks the key', () => json({ issuer, jwks: { keys: [{ ...key, kid: 'key-2' }] } }), 'issuer_key_unknown'],
    ['is not there', () => (_request, response) => void response.writeHead(404).end(), 'issuer_unresolvable'],
  ])('for it %s', async (_what, answer, refusal) => {
    answers = { [metadata]: answer(), '/keys': json({ keys: [key] }) }
    await expect(verifierOf([metadataIssuer()])(byMetadata())).resolves.toBe(refusal)
    expect(asked).toEqual([metadata])
  })
})
