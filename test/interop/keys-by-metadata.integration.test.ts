import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet } from 'jose'
import type { KeyObject } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { databaseFile } from '@counterfoil/issuer/config'
import type { CounterfoilId, StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { planKeyRemoval } from '@counterfoil/service-kit/authority/plan-identity'
import { publishHeldKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { judgingCrypto } from '@counterfoil/verifier/adapters/judging-crypto'
import { withOutsideIssuers } from '@counterfoil/verifier/assemble-outside-issuers'
import { policyOfCatalogue } from '@counterfoil/verifier/domain/type-policies'
import type { IssuerFacts } from '@counterfoil/verifier/ports'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { NotedFacts } from '@counterfoil/verifier/use-cases/noted-facts'
import { credentialBody, fetchFrom, goodRecord, makeKeyPair, makeProof, staffOf, type KeyPair } from '../issuer/issuer-scene.ts'
import { csvHeader, makeRealNetwork, realDeployment, type RealConfig } from '../issuer/real-network.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { audience, bind, nonce, query } from '../support/presentations.ts'
import { watch, type Watched } from '../support/watched.ts'

// An issuer whose credentials name it by its address, as verifiers meet it that know nothing of the network: `jose`, which reads no DID, and our own.

const folder = temporaryFolder()
const issuerUrl = 'https://issuer.example'
const identifier = `${issuerUrl}/aldermoor`
const vct = `${issuerUrl}/types/residency/1`
const now = (): number => Math.floor(Date.now() / 1000)
const quiet = Object.assign(createLogger('issuer'), { level: 'silent' })
const markers = ['Ceridwen', 'Ashdown', '1961-04-30', '14 Harbour Lane', '100012345678'].map((value, index) => ({ name: `record value ${index}`, value }))
let config: RealConfig
let issuer: Issuer
let watched: Watched
let closeLedger: () => Promise<void>

beforeAll(async () => {
  const made = await makeRealNetwork(folder.path, issuerUrl)
  closeLedger = () => made.devLedger.close()
  config = { ...made.config, namesIssuerBy: 'address' }
  writeFileSync(join(folder.path, 'aldermoor.csv'), `${csvHeader}\n`)
  issuer = await createIssuer(config, { logger: quiet })
  watched = watch({ deployment: () => realDeployment(folder.path, config, { fetch: fetchFrom(issuer), markers }), settle: () => issuer.sweep(), unseen: ['INV-20'] })
})
afterAll(async () => {
  await watched?.end()
  await issuer?.close()
  await closeLedger?.()
  folder.remove()
})

const get = (url: string) => issuer.app.inject({ method: 'GET', url: url.slice(issuerUrl.length) })

/** An SD-JWT VC as the issuer at hand makes it. */
async function collect(holder: KeyPair, id: string): Promise<string> {
  const [authority, type] = [issuer.authorities.get('aldermoor') ?? expect.fail(), issuer.types.get('residency') ?? expect.fail()]
  const offer = await issuer.makeCredentialOffer({ authority, type, person: goodRecord(id), id: `offer-${id}` as OfferId, staff: staffOf('aldermoor') })
  const [grant] = Object.values<{ 'pre-authorized_code': string }>((await get(offer?.offerUri ?? '')).json().grants)
  const payload = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' }).toString()
  const { access_token: token } = (await issuer.app.inject({ method: 'POST', url: '/aldermoor/token', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload })).json<{ access_token: string }>()
  const { c_nonce } = (await issuer.app.inject({ method: 'POST', url: '/aldermoor/nonce' })).json<{ c_nonce: string }>()
  const proof = makeProof(holder, { aud: identifier, iat: now(), nonce: c_nonce })
  const answer = await issuer.app.inject({ method: 'POST', url: '/aldermoor/credential', headers: { authorization: `Bearer ${token}` }, payload: credentialBody(proof, { credential_configuration_id: 'residency-sd-jwt' }) })
  return answer.json<{ credentials: { credential: string }[] }>().credentials[0]?.credential ?? expect.fail(answer.body)
}

/** What a verifier does that was written from the draft. @see SD-JWT VC, section 5 (JWT VC Issuer Metadata) */
async function keysOf(iss: string): Promise<JSONWebKeySet> {
  const { origin, pathname } = new URL(iss)
  const metadata = (await get(`${origin}/.well-known/jwt-vc-issuer${pathname}`)).json<{ issuer: string; jwks: JSONWebKeySet }>()
  expect(metadata.issuer).toBe(iss)
  return metadata.jwks
}

describe('the keys of an issuer that its credentials name by its address', () => {
  it('are found by iss and kid, and verify the credential', async () => {
    const [issuerJwt = ''] = (await collect(makeKeyPair(), 'AL-1')).split('~')
    const { iss } = decodeJwt(issuerJwt)
    expect(iss).toBe(identifier)
    const keys = await keysOf(iss ?? '')
    expect(keys.keys.filter(({ kid }) => kid === decodeProtectedHeader(issuerJwt).kid)).toEqual([{ kty: 'EC', crv: 'P-256', x: expect.any(String) as string, y: expect.any(String) as string, kid: decodeProtectedHeader(issuerJwt).kid, use: 'sig', alg: 'ES256' }])
    await compactVerify(issuerJwt, createLocalJWKSet(keys))
    await compactVerify((await get(`${identifier}/status-lists/1`)).body, createLocalJWKSet(keys))
    expect((await get(`${identifier}/.well-known/jwks.json`)).json()).toEqual(keys)
  })

  it.each<[StatusChange | null, object]>([
    [null, { outcome: 'verified', issuer: { did: identifier } }],
    ['suspend', { outcome: 'refused', refusal: 'credential_suspended' }],
    ['revoke', { outcome: 'refused', refusal: 'credential_revoked' }],
  ])('are what our own verifier goes by, where it lists the issuer so: after %s %j', async (change, verdict) => {
    const holder = makeKeyPair()
    const credential = await collect(holder, `AL-2${String(change)}`)
    if (change !== null) await changeLast(change)
    expect(await judged(credential, holder)).toMatchObject(verdict)
  })
})

describe('the keys of such an issuer after a rotation', () => {
  it('verify what the old key signed, though it is in no network file any more, until it is removed from the ledger', async () => {
    const [before = ''] = (await collect(makeKeyPair(), 'AL-31')).split('~')
    const { kid: old = '' } = decodeProtectedHeader(before)
    await withController(async (write) => {
      await issuer.close()
      config = await rotated(write)
      issuer = await createIssuer(config, { logger: quiet })
      const [after = ''] = (await collect(makeKeyPair(), 'AL-32')).split('~')
      expect(decodeProtectedHeader(after).kid).not.toBe(old)
      const keys = await keysOf(identifier)
      for (const signed of [before, after, (await get(`${identifier}/status-lists/1`)).body]) await compactVerify(signed, createLocalJWKSet(keys))
      // Each once: that of credentials, that of lists, and the old one. That of requests can't issue.
      expect(keys.keys.map(({ kid }) => kid)).toEqual([decodeProtectedHeader(after).kid, config.network.authorities[0]?.keys.status.kid, old])
      expect((await get(`${identifier}/.well-known/jwks.json`)).json()).toEqual(keys)

      await write(await planKeyRemoval(config.network.ledger, did(), old))
      await issuer.close()
      issuer = await createIssuer(config, { logger: quiet })
      expect((await keysOf(identifier)).keys.map(({ kid }) => kid)).not.toContain(old)
    })
  })
})

const did = (): string => config.network.authorities[0]?.did ?? expect.fail()
type Writes = ReturnType<typeof writesOfController>

async function withController(use: (write: Writes) => Promise<void>): Promise<void> {
  const { ledger } = config.network
  const controller = await openIdentityAgent({ databaseFile: join(folder.path, 'controllers.sqlite'), custody: config.keyCustody, ledger })
  try {
    await use(writesOfController(controller, did(), ledger))
  } finally {
    await controller.close()
  }
}

/** A network file that names a new key for credentials, and no longer the old one. */
async function rotated(write: Writes): Promise<RealConfig> {
  const { network, keyCustody } = config
  const owner = await openIdentityAgent({ databaseFile: join(folder.path, 'keys.sqlite'), custody: keyCustody, ledger: network.ledger })
  const key = await owner.custody.make({ role: 'credential', authority: 'aldermoor' })
  const { kid, publicJwk } = await publishHeldKey({ write, owner, authority: 'aldermoor', did: did(), role: 'credential', ledger: network.ledger }, key)
  await owner.close()
  const ca = await createConsortiumCa('Test consortium')
  const credential = { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: 'Aldermoor', did: did(), days: 30, role: 'credential' })] }
  return { ...config, network: { ...network, trustAnchors: [...network.trustAnchors, ca.certificate], authorities: network.authorities.map((one) => ({ ...one, keys: { ...one.keys, credential } })) } }
}

describe('what is asked of an issuer’s keys', () => {
  it.each([
    ['GET', '/.well-known/jwt-vc-issuer/nowhere', 404],
    ['GET', '/.well-known/jwt-vc-issuer', 404],
    ['GET', '/.well-known/jwt-vc-issuer/aldermoor/haip', 404],
    ['GET', '/.well-known/jwt-vc-issuer/aldermoor/nothing', 404],
    ['GET', '/.well-known/jwt-vc-issuer/aldermoor%2f..', 404],
    ['GET', '/aldermoor/.well-known/jwt-vc-issuer', 404],
    ['GET', '/nowhere/.well-known/jwks.json', 404],
    ['GET', '/aldermoor/haip/.well-known/jwks.json', 404],
    ['POST', '/.well-known/jwt-vc-issuer/aldermoor', 405],
    ['DELETE', '/aldermoor/.well-known/jwks.json', 405],
  ] as const)('%s %s gets %i', async (method, url, status) => {
    expect((await issuer.app.inject({ method, url })).statusCode).toBe(status)
  })
})

async function changeLast(change: StatusChange): Promise<void> {
  const reading = await openForReading(databaseFile(config))
  const [row] = await reading.all<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  await reading.close()
  await issuer.changeStatus(issuer.authorities.get('aldermoor') ?? expect.fail(), row?.id ?? expect.fail(), change, { staff: staffOf('aldermoor'), reason: 'at_request' })
}

/** By a verifier that is in no network, and takes the type of this issuer by its metadata. */
async function judged(credential: string, holder: KeyPair): Promise<object> {
  const refusing = (): never => { throw new Refusal('issuer_unresolvable') }
  const network: IssuerFacts<KeyObject> = { issuerKey: refusing, certifiesKey: () => false, accreditation: refusing, status: refusing }
  const fetchOutside = (async (url: string, { headers = {} } = {}) => {
    const { statusCode, headers: said, rawPayload } = await issuer.app.inject({ method: 'GET', url: url.slice(issuerUrl.length), headers })
    return { status: statusCode, headers: said, body: rawPayload }
  }) as FetchOutside
  const limits = { key: seconds(3600), accreditation: seconds(3600), status: seconds(3600) }
  const trusting = { outsideTrust: parseTrustedIssuers({ [vct]: { issuers: [{ issuer: identifier, keys: 'metadata' }] } }), limits, ledgerFreshFor: seconds(10), statusFreshFor: seconds(5), privateHosts: [] }
  const facts = withOutsideIssuers(trusting, network, { clock: systemClock, fetchOutside, kept: { read: () => undefined, keep: () => {}, confirm: () => {} } })
  const policy = policyOfCatalogue(readCatalogue(), { ...trusting, network: { typesUrl: `${issuerUrl}/types` } })
  const presentation = bind(credential, { payload: { iat: now() }, key: holder.privateKey })
  return verifyPresentation({ presentation, query: query({ meta: { vct_values: [vct] } }), audience, nonce, policy }, { now: systemClock.now(), ...judgingCrypto, ...new NotedFacts(facts).verbs() })
}
