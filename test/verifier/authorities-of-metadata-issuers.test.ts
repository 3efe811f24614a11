import type { KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { authorityKeyIdentifier } from '@counterfoil/shared/dcql/trusted-authorities'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { judgingCrypto } from '@counterfoil/verifier/adapters/judging-crypto'
import { withOutsideIssuers } from '@counterfoil/verifier/assemble-outside-issuers'
import { policyOfCatalogue, type OutsideIssuer } from '@counterfoil/verifier/domain/type-policies'
import type { IssuerFacts } from '@counterfoil/verifier/ports'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { NotedFacts } from '@counterfoil/verifier/use-cases/noted-facts'
import { authority, authorityKey, certificate, named, noAuthority, signsCertificates, signsData } from '../support/certificates.ts'
import { audience, issuerKeys, nonce, present, publicJwk, query, vct } from '../support/presentations.ts'

// A form that asks for credentials below one authority: no certificate that nobody judged says that one is.

const now = Math.floor(Date.now() / 1000)
const clock = fixedClock(now)
const issuer = 'https://listed.example/tenant'
const wanted = certificate('Wanted', [authority(), signsCertificates, named(1)])
const below = certificate('Leaf', [noAuthority, signsData, authorityKey(1)], wanted, { privateKey: issuerKeys.privateKey })
const forger = certificate('Wanted', [authority(), signsCertificates, named(1)])
const forged = certificate('Leaf', [noAuthority, signsData, authorityKey(1)], forger, { privateKey: issuerKeys.privateKey })
const plain = certificate('Listed', [noAuthority, signsData], undefined, { privateKey: issuerKeys.privateKey })
const aki = [{ type: 'aki', values: [authorityKeyIdentifier(below.x5c) ?? ''] }] as const

const refusing = (): never => { throw new Refusal('issuer_unresolvable') }
const network: IssuerFacts<KeyObject> = { issuerKey: refusing, certifiesKey: () => false, accreditation: refusing, status: refusing }
const metadata = { issuer, jwks: { keys: [{ ...publicJwk(issuerKeys.publicKey), kid: 'key-1' }] } }
const fetchOutside = (() => Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(metadata)) })) as unknown as FetchOutside

async function judged(listed: OutsideIssuer, x5c: readonly string[], authorities?: typeof aki): Promise<string> {
  const limits = { key: seconds(3600), accreditation: seconds(3600), status: seconds(3600) }
  const config = { outsideTrust: parseTrustedIssuers({ [vct]: { issuers: [listed], withoutStatus: true } }), limits, ledgerFreshFor: seconds(10), statusFreshFor: seconds(5), privateHosts: [] }
  const facts = withOutsideIssuers(config, network, { clock, fetchOutside, kept: { read: () => undefined, keep: () => {}, confirm: () => {} } })
  const policy = policyOfCatalogue(readCatalogue(), { ...config, network: { typesUrl: 'https://types.example' } })
  const presentation = present({ header: { kid: listed.keys === 'metadata' ? 'key-1' : undefined, x5c }, payload: { iss: issuer, iat: now - 10, exp: now + 600, status: undefined }, binding: { payload: { iat: now } } })
  const verdict = await verifyPresentation({ presentation, query: query(authorities === undefined ? {} : { trusted_authorities: authorities }), audience, nonce, policy }, { now: clock.now(), ...judgingCrypto, ...new NotedFacts(facts).verbs() })
  return verdict.outcome === 'verified' ? verdict.outcome : verdict.refusal
}

describe('a credential of an issuer known by its metadata, with certificates beside', () => {
  const listed: OutsideIssuer = { issuer, keys: 'metadata' }
  it.each([
    ['its own certificate and a forged one after it', [plain.x5c, forged.x5c]],
    ['a certificate that it made itself in an authority’s name', [forged.x5c]],
    ['a certificate of the authority’s, which nobody led to it', [below.x5c]],
  ])('is believed with %s, and is below no authority', async (_what, x5c) => {
    expect(await judged(listed, x5c)).toBe('verified')
    expect(await judged(listed, x5c, aki)).toBe('issuer_not_trusted')
  })
})

describe('a credential of an issuer known by its certificates', () => {
  const listed: OutsideIssuer = { issuer, keys: 'x5c', anchors: [wanted.pem] }
  it('is below the authority that its chain led to, and no forged certificate comes after it', async () => {
    expect(await judged(listed, [below.x5c], aki)).toBe('verified')
    expect(await judged(listed, [below.x5c, forged.x5c], aki)).toBe('issuer_unresolvable')
    expect(await judged({ ...listed, anchors: [forger.pem] }, [below.x5c], aki)).toBe('issuer_unresolvable')
  })
})
