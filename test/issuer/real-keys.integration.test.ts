import { hash, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bitstring } from '@digitalbazaar/bitstring'
import { createAgent } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import type { DIDDocument } from '@veramo/core'
import { searchApart } from '@counterfoil/invariants/canary/search-apart'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { databaseFile, type IssuerConfig } from '@counterfoil/issuer/config'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId, StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { importP256, sha256Base64Url, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import type { DidDocument } from '@counterfoil/shared/did/did-document'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { getResolver } from 'ethr-did-resolver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meaningOf } from '../support/json-ld.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { presentMdoc, verifyMdoc } from '../support/mdocs.ts'
import { root } from '../support/source-files.ts'
import { onSignedList } from '../support/trust-kind.ts'
import { verifyVcJwt } from '../support/w3c-credentials.ts'
import { watch, type Watched } from '../support/watched.ts'
import { credentialBody, fetchFrom, makeKeyPair, makeProof, staffOf } from './issuer-scene.ts'
import { makeRealListNetwork } from './real-list-network.ts'
import { csvHeader, makeRealNetwork, realDeployment } from './real-network.ts'

const folder = temporaryFolder()
const issuerUrl = 'http://localhost:5311'
/** Values that stand nowhere else, so that any trace of them is a leak. */
const canary = { given_name: 'Zephyrine-4Qx7', family_name: 'Quillfeather-9Lm2', address_line_1: '77 Canary-Wharfside-8Kd', post_town: 'Marker-Town-3Pz', uprn: '918273645546', postcode: 'ZQ9 8XW' }
const markers = Object.entries({ ...canary, council_reference: 'ZX-CANARY-1' }).map(([name, value]) => ({ name, value }))

let watched: Watched
let config: IssuerConfig
let documentOf: (did: string) => Promise<DidDocument>
let closeNetwork: () => Promise<void>
let issuer: Issuer
let ada: PersonRecord

async function makeOnLedger(): Promise<void> {
  const made = await makeRealNetwork(folder.path, issuerUrl)
  config = made.config
  documentOf = async (did) => (await publishedDocument(made.config.network.ledger, did)).document
  closeNetwork = () => made.devLedger.close()
}

async function makeOnList(): Promise<void> {
  const made = await makeRealListNetwork(folder.path, issuerUrl)
  config = made.config
  documentOf = async (did) => made.documentOf(did) ?? Promise.reject(new Error('no document'))
  closeNetwork = async () => {}
}

/** How a stock agent resolves; for did:web without the way through the network. */
function stockMethods(): ConstructorParameters<typeof DIDResolverPlugin>[0] {
  if (config.network.ledger === undefined) return { web: async (did) => ({ didDocument: (await documentOf(did)) as DIDDocument, didDocumentMetadata: {}, didResolutionMetadata: {} }) }
  const { rpcUrl, registry, chainId } = config.network.ledger
  return getResolver({ networks: [{ name: '0x7a69', chainId, rpcUrl, registry }] })
}

beforeAll(async () => {
  await (onSignedList ? makeOnList() : makeOnLedger())
  const row = ['ZX-CANARY-1', canary.given_name, canary.family_name, '1931-07-23', canary.address_line_1, '', canary.post_town, canary.postcode, canary.uprn, '1987-03-19']
  const records = join(folder.path, 'records')
  await import('node:fs/promises').then(({ mkdir }) => mkdir(records))
  writeFileSync(join(records, 'aldermoor.csv'), `${csvHeader}\n${row.join(',')}\n`)
  config = { ...config, recordsDir: records }
  issuer = await createIssuer(config, { logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  watched = watch({
    deployment: () => realDeployment(folder.path, config, { fetch: fetchFrom(issuer), markers }),
    settle: () => issuer.sweep(),
    unseen: ['INV-20'],
  })
  const [header = '', line = ''] = readFileSync(join(records, 'aldermoor.csv'), 'utf8').split('\n')
  const names = header.split(',').slice(1)
  ada = { reference: 'ZX-CANARY-1' as PersonRecord['reference'], fields: new Map(line.split(',').slice(1).map((value, index) => [names[index] ?? '', value])) }
})
afterAll(async () => {
  await watched.end()
  await issuer.close()
  await closeNetwork()
  folder.remove()
})

let made = 0
const now = (): number => Math.floor(Date.now() / 1000)

async function collect(configurationId: string) {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get('residency')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  made += 1
  const offer = await issuer.makeCredentialOffer({ authority, type, person: ada, id: `canary-${made}` as OfferId, staff: staffOf('aldermoor') })
  const shown = await issuer.app.inject({ method: 'GET', url: offer?.offerUri.slice(issuerUrl.length) ?? '' })
  const [grant] = Object.values<{ 'pre-authorized_code': string }>(shown.json().grants)
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' })
  const token = (await issuer.app.inject({ method: 'POST', url: '/aldermoor/token', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: form.toString() })).json().access_token
  const nonce = (await issuer.app.inject({ method: 'POST', url: '/aldermoor/nonce' })).json().c_nonce
  const holder = makeKeyPair()
  const proof = makeProof(holder, { aud: `${issuerUrl}/aldermoor`, iat: now(), nonce })
  const answer = await issuer.app.inject({ method: 'POST', url: '/aldermoor/credential', headers: { authorization: `Bearer ${token}` }, payload: credentialBody(proof, { credential_configuration_id: configurationId }) })
  expect(answer.statusCode).toBe(200)
  return { credential: answer.json().credentials[0].credential as string, notificationId: answer.json().notification_id as string, token: token as string, holder }
}

interface Entry {
  readonly statusPurpose: string
  readonly statusListIndex: string
  readonly statusListCredential: string
}

/** What a list says of an entry, by a library that the issuer doesn't use. */
async function isSet({ statusListIndex, statusListCredential }: Entry): Promise<boolean> {
  const { body } = await issuer.app.inject({ method: 'GET', url: new URL(statusListCredential).pathname })
  const { credentialSubject } = JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as { credentialSubject: { encodedList: string } }
  return new Bitstring({ buffer: await Bitstring.decodeBits({ encoded: credentialSubject.encodedList.slice(1) }) }).get(Number(statusListIndex))
}

interface StockAgent {
  verifyCredential(what: { readonly credential: string | object }): Promise<{ readonly verified: boolean; readonly verifiableCredential: { readonly credentialStatus: readonly Entry[] } }>
}

/** Veramo as anybody has it, with the one plugin that its users bring themselves: for the sort of status that credentials name. */
function stockAgent(): StockAgent {
  const statusOf = { methods: { checkCredentialStatus: async ({ credential }: { credential: { credentialStatus: readonly Entry[] } }) => ({ revoked: (await Promise.all(credential.credentialStatus.map(isSet))).includes(true) }) } }
  return createAgent<never>({ plugins: [new DIDResolverPlugin(stockMethods()), new CredentialPlugin([new CredentialProviderJWT()]), statusOf] })
}

describe('with keys from the encrypted store, published for real', () => {
  it('signs dc+sd-jwt with the key that is published and the certificate holds', async () => {
    const { credential, holder } = await collect('residency-sd-jwt')
    const { issuerJwt, claims } = parseSdJwt(credential, { sha256: sha256Base64Url })
    const { kid, x5c } = issuerJwt.header as { readonly kid: string; readonly x5c: readonly string[] }
    const key = findVerificationKey(await documentOf(claims['iss'] as string), kid, 'assertionMethod')
    if (key === null) throw new Error('the key is not published')
    expect(verifyEs256(importP256(key), issuerJwt.signingInput, issuerJwt.signature)).toBe(true)
    expect(new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).publicKey.export({ format: 'jwk' })).toMatchObject(key)
    expect(claims).toMatchObject({ given_name: canary.given_name, cnf: { jwk: holder.jwk }, status: { status_list: { uri: `${issuerUrl}/aldermoor/status-lists/1` } } })
  })

  it('makes jwt_vc_json that a stock Veramo agent verifies', async () => {
    const { credential } = await collect('residency-jwt-vc')
    expect(await stockAgent().verifyCredential({ credential })).toMatchObject({ verified: true })
    const [header = '', payload = ''] = credential.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header)).toMatchObject({ alg: 'ES256', kid: config.network.authorities[0]?.keys.credential.kid })
    expect(JSON.parse(payload)).toMatchObject({ vc: { type: ['VerifiableCredential', 'ResidencyCredential'] }, status: { status_list: { uri: `${issuerUrl}/aldermoor/status-lists/1` } } })
  })

  it('names in jwt_vc_json entries whose every term is defined in data model 1.1, too', async () => {
    // What the schema is called is a word of data model 2.0 alone.
    const { credentialSchema: _, ...said } = (JSON.parse(Buffer.from((await collect('residency-jwt-vc')).credential.split('.')[1] ?? '', 'base64url').toString()) as { readonly vc: Readonly<Record<string, unknown>> }).vc
    const ofStatus = readFileSync(join(root, 'test/vectors/bitstring-status-list/context-v1.jsonld'), 'utf8')
    // As the standard has it, section 5.2.
    expect(hash('sha256', ofStatus)).toBe('fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7')
    const ofType = `${config.network.typesUrl}/residency/1/context.jsonld`
    const { body } = await issuer.app.inject({ method: 'GET', url: new URL(ofType).pathname })
    const meaning = await meaningOf(said, new Map([[ofType, body], ['https://www.w3.org/ns/credentials/status/v1', ofStatus]]))
    for (const term of ['BitstringStatusListEntry', 'statusPurpose', 'statusListIndex', 'statusListCredential']) expect(JSON.stringify(meaning)).toContain(`https://www.w3.org/ns/credentials/status#${term}`)
  })

  it.each<[StatusChange, string]>([['suspend', 'suspension'], ['revoke', 'revocation']])('makes jwt_vc_json that a stock Veramo agent refuses after %s, by the list of %s alone', async (change, purpose) => {
    const { credential } = await collect('residency-jwt-vc')
    // As it keeps one: of a JWT alone it looks at no status.
    const { verifiableCredential: kept } = await stockAgent().verifyCredential({ credential })
    expect(await stockAgent().verifyCredential({ credential: kept })).toMatchObject({ verified: true })
    const authority = issuer.authorities.get('aldermoor') ?? expect.fail()
    const reading = await openForReading(databaseFile(config))
    const [row] = await reading.all<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
    await reading.close()
    await issuer.changeStatus(authority, row?.id ?? expect.fail(), change, { staff: staffOf('aldermoor'), reason: 'at_request' })
    expect(await Promise.all(kept.credentialStatus.map(async (entry) => [entry.statusPurpose, await isSet(entry)]))).toEqual([['revocation', purpose === 'revocation'], ['suspension', purpose === 'suspension']])
    expect(await stockAgent().verifyCredential({ credential: kept })).toMatchObject({ verified: false, error: { errorCode: 'revoked' } })
  })

  it('makes vc+jwt of data model 2.0 that others verify by the published key', async () => {
    const { credential } = await collect('residency-vc-jwt')
    const { kid } = JSON.parse(Buffer.from(credential.split('.')[0] ?? '', 'base64url').toString()) as { readonly kid: string }
    const key = findVerificationKey(await documentOf(kid.split('#')[0] ?? ''), kid, 'assertionMethod')
    if (key === null) throw new Error('the key is not published')
    const context = `${config.network.typesUrl}/residency/1/context.jsonld`
    const text = (await issuer.app.inject({ method: 'GET', url: new URL(context).pathname })).body
    const read = await verifyVcJwt(credential, { key: { ...key }, contexts: new Map([[context, text]]), now: new Date() })
    expect(read.credential).toMatchObject({ issuer: kid.split('#')[0], credentialSubject: { given_name: canary.given_name } })
  })

  it('makes an mdoc that another library verifies under the root of the consortium, bound to the key that was proven', async () => {
    const { credential, holder } = await collect('residency-mdoc')
    const asked = { docType: 'org.counterfoil.residency.1', namespace: 'org.counterfoil.residency.1', elements: ['postcode'], key: holder.privateKey }
    const shown = await verifyMdoc(await presentMdoc(credential, asked), config.network.trustAnchors)
    expect(shown.documents[0]?.getIssuerNameSpace('org.counterfoil.residency.1')).toEqual({ postcode: canary.postcode })
  })

  it('leaves no claim value in any file, in plain or in the usual encodings', async () => {
    const { token, notificationId } = await collect('residency-sd-jwt')
    await issuer.app.inject({ method: 'POST', url: '/aldermoor/notification', headers: { authorization: `Bearer ${token}` }, payload: { notification_id: notificationId, event: 'credential_accepted' } })
    const search = { places: [folder.path], markers, spared: ['.csv'] }
    expect(existsSync(join(folder.path, 'issuer.sqlite-wal'))).toBe(true)
    expect(await searchApart(search)).toEqual([])
    // The search itself finds what is there: in the council's own record.
    expect(await searchApart({ ...search, spared: [] })).toHaveLength(markers.length)
  })
})
