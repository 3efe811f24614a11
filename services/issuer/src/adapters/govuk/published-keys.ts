import { X509Certificate, hash } from 'node:crypto'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { publicJwk } from '../key-set.ts'

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
