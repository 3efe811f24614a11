import { describe, expect, it } from 'vitest'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { issuerCertificates } from '@counterfoil/verifier/adapters/issuer-certificates'
import { authority, certificate, noAuthority, signsCertificates, signsData, type Extension } from '../../support/certificates.ts'

/** A path from the anchor down to a leaf, each signed by the one before. */
interface Path {
  readonly anchor: readonly Extension[]
  /** Names that stand twice are self-issued. */
  readonly between?: readonly { readonly name?: string; readonly extensions: readonly Extension[] }[]
  readonly leaf?: readonly Extension[]
}

function isBelieved({ anchor: anchorExtensions, between = [], leaf: leafExtensions = [noAuthority, signsData] }: Path): boolean {
  const anchor = certificate('anchor', anchorExtensions)
  let issuer = anchor
  const path: string[] = []
  for (const [place, { name = `authority ${place}`, extensions }] of between.entries()) {
    issuer = certificate(name, extensions, issuer)
    path.unshift(issuer.x5c)
  }
  const leaf = certificate('leaf', leafExtensions, issuer)
  return issuerCertificates([anchor.pem], systemClock)([leaf.x5c, ...path], leaf.publicKey)
}

const ca = (pathLength?: number) => ({ extensions: [authority(pathLength), signsCertificates] })
const constraints = (value: string): Extension => ({ oid: '0603551d13', value })
const purpose = (value: string, critical = true): Extension => ({ oid: '0603551d25', critical, value })
/** 1.0.18013.5.1.2, 1.3.6.1.5.5.7.3.1, both, and 1.3.6.1.4.1.99999.1 */
const [signsDocuments, servesWeb, signsDocumentsAndServesWeb, somebodysOwn] = ['3009060728818c5d050102', '300a06082b06010505070301', '3013060728818c5d05010206082b06010505070301', '300b06092b06010401868d1f01']
const agreesOnKeys: Extension = { oid: '0603551d0f', value: '03020308' }
const nameConstraints: Extension = { oid: '0603551d1e', value: '3000' }

describe('a path of certificates', () => {
  it.each<[string, Path]>([
    ['whose anchor signs the leaf', { anchor: ca().extensions }],
    ['whose anchor allows no authority below it, and has none', { anchor: ca(0).extensions }],
    ['without key usage', { anchor: [authority()], between: [{ extensions: [authority()] }] }],
    ['as long as the anchor allows', { anchor: ca(1).extensions, between: [ca()] }],
    ['in which each allows what follows', { anchor: ca().extensions, between: [ca(1), ca(0)] }],
    ['in which one allows fewer than the one above', { anchor: ca(3).extensions, between: [ca(0)] }],
    ['with an authority that issued itself anew, which doesn’t count', { anchor: ca(0).extensions, between: [{ name: 'anchor', ...ca() }] }],
    ['with an extension that we don’t know and needn’t', { anchor: ca().extensions, leaf: [noAuthority, { ...nameConstraints, critical: false }] }],
    ['whose leaf signs documents, and must not do anything else', { anchor: ca().extensions, leaf: [noAuthority, signsData, purpose(signsDocuments)] }],
    ['whose leaf is for anything', { anchor: ca().extensions, leaf: [noAuthority, purpose('30060604551d2500')] }],
    ['whose leaf is for the web, too', { anchor: ca().extensions, leaf: [noAuthority, purpose(signsDocumentsAndServesWeb, false)] }],
    ['whose leaf is for something of its own provider’s', { anchor: ca().extensions, leaf: [noAuthority, purpose(somebodysOwn, false)] }],
  ])('%s is believed', (_, path) => {
    expect(isBelieved(path)).toBe(true)
  })

  it.each<[string, Path]>([
    ['with an authority where the anchor allows none', { anchor: ca(0).extensions, between: [ca()] }],
    ['longer than the anchor allows', { anchor: ca(1).extensions, between: [ca(), ca()] }],
    ['longer than an authority within allows', { anchor: ca().extensions, between: [ca(0), ca()] }],
    ['in which one allows more than the one above it', { anchor: ca(1).extensions, between: [ca(5), ca(5)] }],
    ['in which one that issued itself anew allows more than before', { anchor: ca(0).extensions, between: [{ name: 'anchor', ...ca(9) }, ca()] }],
    ['whose anchor is no authority', { anchor: [noAuthority] }],
    ['whose anchor says nothing of being one', { anchor: [] }],
    ['through a certificate that is no authority', { anchor: ca().extensions, between: [{ extensions: [noAuthority, signsCertificates] }] }],
    ['through one that says nothing of being one', { anchor: ca().extensions, between: [{ extensions: [signsCertificates] }] }],
    ['through an authority whose key may not sign certificates', { anchor: ca().extensions, between: [{ extensions: [authority(), signsData] }] }],
    ['through one whose constraint is below zero', { anchor: ca().extensions, between: [{ extensions: [constraints('30060101ff0201ff'), signsCertificates] }] }],
    ['through one whose constraint is no number', { anchor: ca().extensions, between: [{ extensions: [constraints('30060101ff010100'), signsCertificates] }] }],
    ['through one whose constraint is cut off', { anchor: ca().extensions, between: [{ extensions: [constraints('30060101ff'), signsCertificates] }] }],
    ['through one that has its constraints twice', { anchor: ca().extensions, between: [{ extensions: [authority(5), authority(), signsCertificates] }] }],
    ['whose leaf is an authority', { anchor: ca().extensions, leaf: ca().extensions }],
    ['with something critical that we don’t know, in an authority', { anchor: ca().extensions, between: [{ extensions: [authority(), nameConstraints] }] }],
    ['with something critical that we don’t know, in the leaf', { anchor: ca().extensions, leaf: [noAuthority, nameConstraints] }],
    ['whose leaf is for the web alone', { anchor: ca().extensions, leaf: [noAuthority, signsData, purpose(servesWeb)] }],
    ['whose leaf is for the web alone, though that is not critical', { anchor: ca().extensions, leaf: [noAuthority, signsData, purpose(servesWeb, false)] }],
    ['whose leaf is for something of its own provider’s, which is critical', { anchor: ca().extensions, leaf: [noAuthority, purpose(somebodysOwn)] }],
    ['whose leaf says that it is for something, and not for what', { anchor: ca().extensions, leaf: [noAuthority, purpose('3000', false)] }],
    ['whose leaf does not sign data', { anchor: ca().extensions, leaf: [noAuthority, agreesOnKeys] }],
    ['whose leaf says twice what it is for', { anchor: ca().extensions, leaf: [noAuthority, purpose(signsDocuments), purpose(signsDocuments)] }],
    ['through an authority that is to sign documents alone', { anchor: ca().extensions, between: [{ extensions: [authority(), signsCertificates, purpose(signsDocuments)] }] }],
  ])('%s is not', (_, path) => {
    expect(isBelieved(path)).toBe(false)
  })
})
