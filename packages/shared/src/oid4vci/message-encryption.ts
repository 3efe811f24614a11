import { parsePublicJwk } from '../did/public-jwk.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { Refusal } from '../kernel/refusal.ts'

const encryptionAlgorithm = 'ECDH-ES'
const contentEncryptions = ['A128GCM', 'A256GCM'] as const

/** A key to which wallets encrypt their requests. */
export type RequestEncryptionKey = P256PublicJwk & { readonly kid: string }

/** How an answer is to be encrypted, as its wallet asked. @see OpenID4VCI 1.0, section 8.2 */
export interface ResponseEncryption {
  readonly jwk: P256PublicJwk
  readonly kid: string | null
  readonly enc: (typeof contentEncryptions)[number]
  readonly isDeflated: boolean
}

/** How a request came, and what its issuer insists on. */
export interface MessageTransport {
  readonly isEncrypted: boolean
  readonly mustBeEncrypted: boolean
}

/** What an issuer says of encryption in its metadata. @see OpenID4VCI 1.0, section 12.2.4 */
export const encryptionMetadata = ({ keys, mustBeEncrypted }: { readonly keys: readonly RequestEncryptionKey[]; readonly mustBeEncrypted: boolean }): JsonObject => {
  const supported = { enc_values_supported: [...contentEncryptions], zip_values_supported: ['DEF'], encryption_required: mustBeEncrypted }
  return {
    credential_request_encryption: { jwks: { keys: keys.map((key) => ({ ...key, use: 'enc', alg: encryptionAlgorithm })) }, ...supported },
    credential_response_encryption: { alg_values_supported: [encryptionAlgorithm], ...supported },
  }
}

const refused = (detail: string): Refusal => new Refusal('invalid_encryption_parameters', { detail })

/** Judges how a request came and reads how it wants its answer. Refuses `invalid_encryption_parameters`. @see OpenID4VCI 1.0, sections 8.2 and 10 */
export function responseEncryptionOf(asked: Json | undefined, { isEncrypted, mustBeEncrypted }: MessageTransport): ResponseEncryption | null {
  if (mustBeEncrypted && (!isEncrypted || asked === undefined)) throw refused('requests and responses are encrypted here')
  if (asked === undefined) return null
  // Whoever stood between could put their own key into a request that came in the open.
  if (!isEncrypted) throw refused('an encrypted response was asked for in the open')
  if (!isJsonObject(asked)) throw refused('not an object')
  const enc = contentEncryptions.find((known) => known === asked['enc'])
  if (enc === undefined) throw refused('enc')
  const { jwk, zip } = asked
  if (zip !== undefined && zip !== 'DEF') throw refused('zip')
  return { ...keyOf(jwk), enc, isDeflated: zip === 'DEF' }
}

function keyOf(jwk: Json | undefined): Pick<ResponseEncryption, 'jwk' | 'kid'> {
  const key = parsePublicJwk(jwk)
  if (key?.kty !== 'EC' || key.crv !== 'P-256' || !isJsonObject(jwk)) throw refused('jwk')
  const { alg, use, kid } = jwk
  if (alg !== encryptionAlgorithm || (use !== undefined && use !== 'enc')) throw refused('alg or use')
  if (kid !== undefined && typeof kid !== 'string') throw refused('kid')
  return { jwk: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, kid: kid ?? null }
}
