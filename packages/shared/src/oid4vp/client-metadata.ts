import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { isP256Point, type P256PublicJwk } from '../kernel/jwk.ts'
import type { ErasureMembers } from './erasure.ts'
import type { PrivacyNoticeMembers } from './privacy-notice.ts'

/** The key to which an answer is encrypted. @see OpenID4VP 1.0, section 8.3 */
export interface ResponseEncryptionKey extends P256PublicJwk {
  readonly kid: string
  readonly alg: 'ECDH-ES'
  readonly use: 'enc'
}

export type ResponseEncryption = 'A128GCM' | 'A256GCM'

/** What a verifier says of itself inside the Request Object. @see OpenID4VP 1.0, section 11.1 */
export interface ClientMetadata extends PrivacyNoticeMembers, ErasureMembers, Partial<ResponseEncryptionMembers> {
  readonly vp_formats_supported: JsonObject
}

/** Only where the response mode encrypts. @see OpenID4VP 1.0, section 5.1 */
export interface ResponseEncryptionMembers {
  readonly jwks: { readonly keys: readonly ResponseEncryptionKey[] }
  readonly encrypted_response_enc_values_supported: readonly ResponseEncryption[]
}

/** The formats that our verifier takes, and our wallet shows. @see OpenID4VP 1.0, appendices B.1.3, B.2.2 and B.3.4 */
export const vpFormatsSupported: JsonObject = {
  'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
  jwt_vc_json: { alg_values: ['ES256'] },
  // As COSE numbers it.
  mso_mdoc: { issuerauth_alg_values: [-7], deviceauth_alg_values: [-7] },
}

function usableKey(value: Json): ResponseEncryptionKey | null {
  if (!isJsonObject(value) || value['kty'] !== 'EC' || value['crv'] !== 'P-256' || 'd' in value) return null
  const { kid, alg, use, x, y } = value
  if (alg !== 'ECDH-ES' || (use !== undefined && use !== 'enc') || (kid !== undefined && typeof kid !== 'string')) return null
  if (typeof x !== 'string' || typeof y !== 'string' || !isP256Point(x, y)) return null
  return { kty: 'EC', crv: 'P-256', kid: kid ?? '', alg, use: 'enc', x, y }
}

/**
 * The first key and content encryption that a wallet of ours can use; others are skipped, as the standard has it. Null
 * when there is none. `kid` is empty when the key has none. @see OpenID4VP 1.0, section 8.3
 */
export function chooseResponseEncryption(metadata: Json | undefined): { key: ResponseEncryptionKey; enc: ResponseEncryption } | null {
  if (!isJsonObject(metadata) || !isJsonObject(metadata['jwks'])) return null
  const { keys } = metadata['jwks']
  const key = Array.isArray(keys) ? keys.map(usableKey).find((usable) => usable !== null) : undefined
  const listed = metadata['encrypted_response_enc_values_supported'] ?? ['A128GCM']
  if (key === undefined || !Array.isArray(listed)) return null
  const enc = (['A256GCM', 'A128GCM'] as const).find((known) => listed.includes(known))
  return enc === undefined ? null : { key, enc }
}
