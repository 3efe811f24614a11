import { X509Certificate, hash } from 'node:crypto'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Es256Signer } from '../../ports.ts'

/** The key that signs credentials, and codes for them, as a set that others verify by. @see RFC 7517, section 5 */
export function keySet({ kid, x5c }: Pick<Es256Signer<'credential'>, 'kid' | 'x5c'>): JsonObject {
  const [leaf] = x5c
  if (leaf === undefined) throw new Error('A key without a certificate cannot be published as a key set.')
  return { keys: [{ ...publicJwk(new X509Certificate(Buffer.from(leaf, 'base64'))), kid, use: 'sig', alg: 'ES256' }] }
}

function publicJwk({ publicKey }: X509Certificate): JsonObject {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

const memberOf = (name: string, member: string): string => new RegExp(`^${member}=(.*)$`, 'm').exec(name)?.[1] ?? ''

/** The roots below which document signers are certified, as the wallet's verifiers read them. @see ISO/IEC 18013-5, annex B.1 */
export const iacas = (anchors: readonly string[]): JsonObject => ({
  data: anchors.map((pem) => {
    const certificate = new X509Certificate(pem)
    const fingerprint = hash('sha256', certificate.raw, 'hex')
    return {
      id: fingerprint,
      active: true,
      certificatePem: pem,
      certificateData: { notAfter: certificate.validToDate.toISOString(), notBefore: certificate.validFromDate.toISOString(), country: memberOf(certificate.subject, 'C'), commonName: memberOf(certificate.subject, 'CN') },
      certificateFingerprint: fingerprint,
      publicKeyJwk: { ...publicJwk(certificate), alg: 'ES256' },
    }
  }),
})
