import { describe, expect, it } from 'vitest'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { createVerifier } from '@counterfoil/verifier/assemble'
import type { VerifierConfig } from '@counterfoil/verifier/config'
import { checkApart } from '@counterfoil/verifier/outside-apart'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { authority, certificate, signsCertificates } from '../support/certificates.ts'

const anchor = certificate('IACA', [authority()])
const below = certificate('Below', [authority(), signsCertificates], anchor)
const { pem } = anchor
const wordsOf = (judge: () => unknown): string => {
  try {
    judge()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
const problemOf = (given: unknown): string => wordsOf(() => parseTrustedIssuers(given))
const web = { issuer: 'did:web:issuer.example', keys: 'did', lists: 'https://issuer.example/lists' }
const byCertificate = { issuer: 'https://dmv.example', keys: 'x5c', anchors: [pem] }

describe('the file of trusted issuers', () => {
  it('is taken when it can be kept to', () => {
    expect(problemOf({ 'https://types.example/a': { issuers: [web, { issuer: 'https://issuer.example', keys: 'metadata' }], status: ['status_list'], maximumAge: { key: 60 } }, 'org.iso.18013.5.1.mDL': { issuers: [byCertificate], withoutStatus: true } })).toBe('')
  })

  it.each([
    ['an unknown way', { a: { issuers: [{ ...web, keys: 'x' }] } }, 'keys'],
    ['nobody', { a: { issuers: [] } }, 'issuers'],
    ['a wrong word', { a: { issuers: [web], trusted: true } }, 'trusted'],
    ['a did:ethr', { a: { issuers: [{ ...web, issuer: 'did:ethr:0x1:0x2' }] } }, 'is no did:web'],
    ['a did:web in figures', { a: { issuers: [{ ...web, issuer: 'did:web:127.0.0.1' }] } }, 'is no did:web'],
    ['metadata over http', { a: { issuers: [{ issuer: 'http://issuer.example', keys: 'metadata' }] } }, 'is no https address'],
    ['certificates without anchors', { a: { issuers: [{ issuer: 'https://dmv.example', keys: 'x5c' }], withoutStatus: true } }, 'has no anchors'],
    ['anchors that nobody needs', { a: { issuers: [{ ...web, anchors: [pem] }] } }, 'has anchors'],
    ['an anchor that is none', { a: { issuers: [{ ...byCertificate, anchors: ['x'] }], withoutStatus: true } }, 'no certificate in PEM'],
    ['no way to a status', { a: { issuers: [byCertificate] } }, 'has no address of status lists'],
    ['authorities of a federation', { a: { issuers: [byCertificate], withoutStatus: true, trustedAuthorities: 'openid_federation' } }, 'openid_federation and etsi_tl are not judged here'],
    ['authorities for who has no certificate', { a: { issuers: [web], trustedAuthorities: 'aki' } }, 'is not known by certificates'],
    ['an anchor that wallets can’t find', { a: { issuers: [byCertificate], withoutStatus: true, trustedAuthorities: 'aki' } }, 'without subject key identifier'],
    ['two ways of one issuer', { a: { issuers: [web] }, b: { issuers: [{ ...web, lists: 'https://issuer.example/other' }] } }, 'described in two ways'],
    ['one anchor of two issuers', { a: { issuers: [byCertificate, { ...byCertificate, issuer: 'https://other.example' }], withoutStatus: true } }, 'vouches for another issuer'],
    ['one anchor of two issuers, written otherwise', { a: { issuers: [byCertificate, { ...byCertificate, issuer: 'https://other.example', anchors: [`\n${pem}\n\n`] }], withoutStatus: true } }, 'vouches for another issuer'],
    ['an anchor below that of another issuer', { a: { issuers: [byCertificate], withoutStatus: true }, b: { issuers: [{ ...byCertificate, issuer: 'https://other.example', anchors: [below.pem] }], withoutStatus: true } }, 'vouches for another issuer'],
  ])('is refused with %s', (_what, given, problem) => expect(problemOf(given)).toContain(problem))

  it('tells all its problems at once', () => {
    expect(problemOf({ a: { issuers: [{ issuer: 'x', keys: 'did' }, { ...byCertificate, anchors: ['x'] }] } }).split('\n')).toHaveLength(5)
  })
})

describe('the file of trusted issuers, beside a network', () => {
  const [networkAnchor, own] = [certificate('Consortium', [authority(), signsCertificates]), certificate('Own', [authority()])]
  const did = 'did:web:council.example:aldermoor'
  const listed = { trust: { kind: 'signed-list', url: 'https://list.example/trust', consortium: 'did:web:list.example:consortium', founding: 'x' }, typesUrl: 'https://types.example', trustAnchors: [networkAnchor.pem], authorities: [{ id: 'aldermoor', did, issuerUrl: 'https://issuer.example/aldermoor' }] } as unknown as AnyNetwork // as much of it as is looked at
  const onLedger = { ...listed, trust: undefined, ledger: { consortium: 'did:ethr:0x1:0x2' }, authorities: [{ id: 'aldermoor', did: 'did:ethr:0x1:0x3', issuerUrl: 'https://issuer.example/aldermoor' }] } as unknown as AnyNetwork
  const problemWith = (network: AnyNetwork, issuer: object): string => wordsOf(() => checkApart(network, parseTrustedIssuers({ a: { issuers: [issuer], withoutStatus: true } })))
  const certified = (...anchors: string[]): object => ({ ...byCertificate, anchors })

  it.each([
    ['its address and its docType', ['https://types.example/residency/1', 'org.counterfoil.residency.1']],
    ['all its names', ['ResidencyCredential', 'org.counterfoil.residency.1', 'https://types.example/residency/1']],
  ])('is refused when it lists one type by %s, in a sentence that says what to do', (_what, names) => {
    const trust = parseTrustedIssuers(Object.fromEntries(names.map((name) => [name, { issuers: [web] }])))
    expect(wordsOf(() => checkApart(listed, trust))).toBe(`The trusted issuers file names a type twice:\n    ${names.join(' and ')} are one type, https://types.example/residency/1: put its issuers together under one of these names`)
  })

  it('may be stricter with types of the network, by any of their names, and with those that are published later', () => {
    for (const name of ['ResidencyCredential', 'org.counterfoil.residency.1', 'https://types.example/residency/1', 'https://types.example/garden-waste/2']) expect(wordsOf(() => checkApart(listed, parseTrustedIssuers({ [name]: { maximumAge: { status: 60 } } }))), name).toBe('')
  })

  it.each(['residency', 'https://types.example/residency', 'https://types.example/residency/1/', 'https://types.exampel/residency/1', 'https://types.example/../residency/1', 'org.counterfoil.residncy.1'])('is refused when it is stricter with %s, which nobody has', (name) => {
    const trust = parseTrustedIssuers({ [name]: { maximumAge: { status: 60 } } })
    expect(wordsOf(() => checkApart(listed, trust))).toBe(`The trusted issuers file says how types are judged that the network doesn't have, and lists no issuers of them:\n    ${name}`)
  })

  it('is taken when it has nothing of the network\'s', () => {
    for (const network of [listed, onLedger]) for (const issuer of [web, byCertificate, { issuer: 'https://issuer.example/another', keys: 'metadata' }]) expect(problemWith(network, issuer)).toBe('')
    expect(wordsOf(() => checkApart(listed))).toBe('')
  })

  it.each<[string, AnyNetwork, object, string]>([
    ['an authority by its DID', listed, { ...web, issuer: did }, `${did} is aldermoor, an authority of the network`],
    ['an authority by its address', listed, { issuer: 'https://issuer.example/aldermoor/', keys: 'metadata' }, 'is aldermoor, an authority of the network'],
    ['an authority by its address, on a ledger', onLedger, { issuer: 'https://issuer.example/aldermoor', keys: 'metadata' }, 'is aldermoor, an authority of the network'],
    ['an authority by its address, with certificates', onLedger, { ...byCertificate, issuer: 'https://issuer.example/aldermoor' }, 'is aldermoor, an authority of the network'],
    ['the consortium', listed, { ...web, issuer: 'did:web:list.example:consortium' }, 'is the network\'s consortium'],
    ['an anchor of the network', listed, certified(networkAnchor.pem), 'vouches for the network\'s certificates too'],
    ['an anchor of the network, on a ledger', onLedger, certified(networkAnchor.pem), 'vouches for the network\'s certificates too'],
    ['an anchor of the network, written otherwise', listed, certified(`\n${networkAnchor.pem}\n`), 'vouches for the network\'s certificates too'],
    ['an anchor of the network behind one of its own', listed, certified(own.pem, networkAnchor.pem), 'vouches for the network\'s certificates too'],
    ['an authority that the network certifies', listed, certified(certificate('Below', [authority()], networkAnchor).pem), 'vouched for by the network'],
    ['an authority that certifies the network\'s', { ...listed, trustAnchors: [certificate('Consortium', [authority()], own).pem] }, certified(own.pem), 'vouches for the network\'s certificates too'],
  ])('is refused with %s', (_what, network, issuer, problem) => expect(problemWith(network, issuer)).toContain(problem))

  it('keeps a verifier from starting, before it opens anything', async () => {
    const config = { network: listed, outsideTrust: parseTrustedIssuers({ a: { issuers: [{ ...web, issuer: did }] } }), privateHosts: [] } as unknown as VerifierConfig // it needs no more by then
    await expect(createVerifier(config)).rejects.toThrow(`${did} is aldermoor, an authority of the network`)
  })
})
