import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createConsortiumCa, issueLeafCertificate, type ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { issuerCertificates, type CertifiesKey } from '@counterfoil/verifier/adapters/issuer-certificates'

const day = 86_400
const now = Math.floor(Date.now() / 1000)
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
const publicJwk: P256PublicJwk = { kty: 'EC', crv: 'P-256', x, y }
const key = createPublicKey(privateKey)

let ca: ConsortiumCa
let leaf: string
let certifies: CertifiesKey
const at = (instant: number): CertifiesKey => issuerCertificates([ca.certificate], fixedClock(instant))
beforeAll(async () => {
  ca = await createConsortiumCa('Consortium')
  leaf = await issueLeafCertificate({ ca, publicJwk, name: 'Aldermoor', did: 'did:ethr:0x1:0x2', days: 10 })
  certifies = at(now)
})

describe('a certificate beside a key', () => {
  it('agrees when it holds that key and the consortium issued it', () => {
    expect(certifies([leaf], key)).toBe(true)
    expect(certifies([leaf], key)).toBe(true)
  })

  it('does not when it holds another key', () => {
    expect(certifies([leaf], generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe(false)
  })

  it('does not when it is out of date', () => {
    expect(at(now + 11 * day)([leaf], key)).toBe(false)
    expect(at(now - day)([leaf], key)).toBe(false)
  })

  it('does not when another authority of the same name issued it', async () => {
    const forged = await issueLeafCertificate({ ca: await createConsortiumCa('Consortium'), publicJwk, name: 'Aldermoor', did: 'did:ethr:0x1:0x2', days: 10 })
    expect(certifies([forged], key)).toBe(false)
    expect(certifies([forged, leaf], key)).toBe(false)
  })

  it('does not when it is the anchor itself, has the anchor in its chain, or is signed by a leaf', async () => {
    const anchor = ca.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')
    expect(certifies([anchor], key)).toBe(false)
    const leafCa = { privateJwk: privateKey.export({ format: 'jwk' }) as JsonWebKey, certificate: `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----` }
    const signedByLeaf = await issueLeafCertificate({ ca: leafCa, publicJwk, name: 'Mallory', did: 'did:ethr:0x1:0x3', days: 10 })
    expect(certifies([signedByLeaf, leaf], key)).toBe(false)
  })

  it.each([[['']], [['AAAA']], [['not base64!']], [Array.from({ length: 50 }, () => 'AAAA')], [['A'.repeat(9000)]]])('does not when it is no certificate', (x5c) => {
    expect(certifies(x5c, key)).toBe(false)
  })
})
