import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { w3cContext1, w3cContext2 } from './contexts.ts'
import { readCredentialJwt } from './credential-jwt.ts'

/** Whom a credential is shown to, and by whom. */
export interface CredentialShown {
  readonly holder: P256PublicJwk
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: EpochSeconds
}

const encode = (value: JsonObject): string => toBase64Url(utf8(JSON.stringify(value)))

/**
 * A presentation of one credential as a JWT, in the credential's own data model, signed for one request by the holder, who is
 * named by their key. @see OpenID4VP 1.0, appendix B.1.3.1.4; VC Data Model 1.1, section 6.3.1; Securing VCs with JOSE and COSE, section 3.2
 */
export async function presentCredentialJwt(credential: string, { holder, audience, nonce, issuedAt }: CredentialShown, sign: (signingInput: string) => Promise<string>): Promise<string> {
  const { x, y } = holder
  const did = `did:jwk:${encode({ kty: 'EC', crv: 'P-256', x, y })}`
  const isOfDataModel1 = 'vc' in readCredentialJwt(credential).jwt.payload
  const presentation = isOfDataModel1 ? { vp: { '@context': [w3cContext1], type: ['VerifiablePresentation'], verifiableCredential: [credential] } } : enveloping(credential, did)
  const signingInput = `${encode({ alg: 'ES256', typ: isOfDataModel1 ? 'JWT' : 'vp+jwt', kid: `${did}#0` })}.${encode({ iss: did, aud: audience, nonce, iat: issuedAt, ...presentation })}`
  return `${signingInput}.${await sign(signingInput)}`
}

/** @see VC Data Model 2.0, sections 4.13 and 4.13.1 */
const enveloping = (credential: string, holder: string): JsonObject => ({
  '@context': [w3cContext2],
  type: ['VerifiablePresentation'],
  holder,
  verifiableCredential: [{ '@context': w3cContext2, type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${credential}` }],
})
