import { isJsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { responseEncryptionOf, type MessageTransport, type ResponseEncryption } from './message-encryption.ts'

/** @see OpenID4VCI 1.0, appendix F */
export type ProofType = 'jwt' | 'attestation'

/** What a wallet asks for; the proofs are not judged yet. */
export interface CredentialRequest {
  /** One of the two, as the token response had it. */
  readonly configurationId: string | null
  readonly identifier: string | null
  readonly proofType: ProofType
  /** Compact JWTs of that type. */
  readonly proofs: readonly string[]
  /** How the answer is to be encrypted; null for not at all. */
  readonly responseEncryption: ResponseEncryption | null
}

/**
 * Reads a Credential Request by this issuer's rules: a configuration id or a credential identifier, proofs of type `jwt` or
 * one `attestation`. Unknown members are ignored.
 * @see OpenID4VCI 1.0, section 8.2
 */
export function parseCredentialRequest(body: unknown, transport: MessageTransport): CredentialRequest {
  if (!isJsonObject(body)) throw new Refusal('invalid_credential_request', { detail: 'not an object' })
  const { credential_configuration_id: configurationId, credential_identifier: identifier } = body
  if ((configurationId === undefined) === (identifier === undefined)) {
    throw new Refusal('invalid_credential_request', { detail: 'exactly one of identifier and configuration id' })
  }
  const named = configurationId ?? identifier
  if (typeof named !== 'string') throw new Refusal('invalid_credential_request', { detail: 'identifier or configuration id is not a text' })
  const asked = identifier === undefined ? { configurationId: named, identifier: null } : { configurationId: null, identifier: named }
  const responseEncryption = responseEncryptionOf(body['credential_response_encryption'], transport)
  return { ...asked, ...parseProofs(body['proofs']), responseEncryption }
}

function parseProofs(proofs: unknown): Pick<CredentialRequest, 'proofType' | 'proofs'> {
  if (!isJsonObject(proofs)) throw new Refusal('invalid_proof', { detail: 'no proofs' })
  const [name, ...more] = Object.keys(proofs)
  const proofType = (['jwt', 'attestation'] as const).find((known) => known === name)
  const jwts = proofType === undefined || more.length > 0 ? undefined : proofs[proofType]
  if (proofType === undefined || !Array.isArray(jwts)) throw new Refusal('invalid_proof', { detail: 'not one known proof type' })
  if (jwts.length === 0 || jwts.some((jwt) => typeof jwt !== 'string')) throw new Refusal('invalid_proof', { detail: 'not a list of JWTs' })
  if (proofType === 'attestation' && jwts.length > 1) throw new Refusal('invalid_proof', { detail: 'more than one attestation' })
  return { proofType, proofs: jwts as string[] }
}

/** The answer with credentials issued at once. @see OpenID4VCI 1.0, section 8.3 */
export const credentialResponse = (credentials: readonly string[], notificationId: string | null) => ({
  credentials: credentials.map((credential) => ({ credential })),
  ...(notificationId === null ? {} : { notification_id: notificationId }),
})

/** The same as JSON. Compact credentials have nothing that JSON escapes: to look for it in each of their characters takes ten times as long as to write them. */
export const writtenCredentialResponse = (credentials: readonly string[], notificationId: string | null): string =>
  `{"credentials":[${credentials.map((credential) => `{"credential":"${credential}"}`).join()}]${notificationId === null ? '' : `,"notification_id":${JSON.stringify(notificationId)}`}}`
