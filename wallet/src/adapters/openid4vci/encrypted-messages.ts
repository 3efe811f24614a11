import { parsePublicJwk } from '@counterfoil/shared/did/public-jwk'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import { Fault } from '../../domain/fault.ts'
import { encryptWithJose, keyForAnswer } from '../jose-encryption.ts'
import type { FetchFromIssuer } from './issuer-addresses.ts'

type Receiver = NonNullable<AcceptedRequest['encryptTo']>

/** How what is said at the issuer's endpoints for credentials is kept from whoever carries it. */
export interface EncryptedMessages {
  readonly endpoints: ReadonlySet<string>
  readonly requestsTo: Receiver
  /** Null where the issuer answers in the open. */
  readonly answersBy: Receiver['enc'] | null
}

const encryptionAlgorithm = 'ECDH-ES'
const preferred: readonly Receiver['enc'][] = ['A256GCM', 'A128GCM']

/**
 * What an issuer's metadata offers to encrypt by, which this wallet always takes; null where that is nothing. An encrypted answer
 * is had by an encrypted request alone. Throws a Fault `offer_not_usable` where encryption is required by which this wallet has none.
 * @see OpenID4VCI 1.0, sections 8.2, 10 and 12.2.4
 */
export function encryptedMessagesOf(metadata: JsonObject): EncryptedMessages | null {
  const { credential_request_encryption: requests, credential_response_encryption: answers, credential_endpoint: credential, deferred_credential_endpoint: deferred } = metadata
  const requestsTo = receiverIn(requests)
  const answersBy = isJsonObject(answers) && listIn(answers['alg_values_supported']).includes(encryptionAlgorithm) ? encIn(answers) : null
  if ((isRequired(requests) && requestsTo === null) || (isRequired(answers) && (requestsTo === null || answersBy === null))) throw new Fault('offer_not_usable')
  if (requestsTo === null) return null
  return { endpoints: new Set([credential, deferred].filter((endpoint) => typeof endpoint === 'string')), requestsTo, answersBy }
}

const isRequired = (encryption: Json | undefined): boolean => isJsonObject(encryption) && encryption['encryption_required'] === true
const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
const encIn = (encryption: JsonObject): Receiver['enc'] | null => preferred.find((enc) => listIn(encryption['enc_values_supported']).includes(enc)) ?? null

function receiverIn(encryption: Json | undefined): Receiver | null {
  if (!isJsonObject(encryption) || !isJsonObject(encryption['jwks'])) return null
  const enc = encIn(encryption)
  if (enc === null) return null
  for (const jwk of listIn(encryption['jwks']['keys'])) {
    const key = parsePublicJwk(jwk)
    if (!isJsonObject(jwk) || key?.kty !== 'EC' || key.crv !== 'P-256' || jwk['alg'] !== encryptionAlgorithm || (jwk['use'] ?? 'enc') !== 'enc') continue
    return { key: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y, kid: typeof jwk['kid'] === 'string' ? jwk['kid'] : '', alg: encryptionAlgorithm, use: 'enc' }, enc }
  }
  return null
}

/**
 * The same network, with what goes to these endpoints encrypted, and their answers decrypted with a key of one request. An answer in the open
 * is none: whoever carries it could have written it. Errors always come in the open. @see OpenID4VCI 1.0, section 8.3.1
 */
export function encrypting(fetch: FetchFromIssuer, messages: EncryptedMessages | null): FetchFromIssuer {
  return async (address, init) => {
    if (messages === null || !messages.endpoints.has(String(address)) || typeof init?.body !== 'string') return fetch(address, init)
    const answer = messages.answersBy === null ? null : await keyForAnswer(messages.answersBy)
    const asked = answer === null ? {} : { credential_response_encryption: { jwk: { ...answer.key, alg: encryptionAlgorithm, use: 'enc' }, enc: answer.enc } }
    const body = await encryptWithJose(JSON.stringify({ ...(JSON.parse(init.body) as object), ...asked }), messages.requestsTo)
    const response = await fetch(address, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers as HeadersInit | undefined)), 'content-type': 'application/jwt' }, body })
    if (answer === null || !response.ok) return response
    const plaintext = await answer.open((await response.text()).trim())
    const headers = new Headers(response.headers)
    headers.set('content-type', 'application/json')
    return new Response(plaintext, { status: response.status, headers })
  }
}
