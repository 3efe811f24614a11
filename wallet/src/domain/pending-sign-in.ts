import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** A citizen may be asked for a lot there, and look for a letter; after this nobody waits for them any more. In seconds. */
export const longestSignIn = 3600
/** How much later nobody can still be in the midst of it. In seconds. */
export const longestFinish = 600
/** How long an issuer may still be at an exchange whose answer didn't come; after that its "no" is one. In seconds. */
export const longestExchange = 20

/** A sign-in that was begun at an issuer. Everything that is needed to go on survives a reload, so that a lost answer can be asked for again. */
export interface PendingSignIn {
  /** Nobody else knows it: it tells the citizen's coming back from anybody's link. @see RFC 6749, section 10.12 */
  readonly state: string
  /** Id of the credential to be, and the name of its key. */
  readonly credentialId: string
  readonly issuer: string
  readonly configurationId: string
  readonly codeVerifier: string
  /** Public halves; the keys themselves are kept under the credential's id. */
  readonly holderKey: P256PublicJwk
  readonly boundTo: P256PublicJwk
  readonly begunAt: number
  /** When the code was first exchanged, whether or not an answer came. */
  readonly exchangedAt: number | null
  /** Kept as soon as it comes: a code that is shown twice ends everything that came of it. @see RFC 9700, section 4.14 */
  readonly token: string | null
}

/** The name of the key that tokens of a sign-in are bound to. */
export const boundKeyName = (credentialId: string): string => `sign-in ${credentialId}`

/** What the vault kept; null when it lacks something. */
export function parsePendingSignIn(value: unknown): PendingSignIn | null {
  if (!isJsonObject(value)) return null
  const { state, credentialId, issuer, configurationId, codeVerifier, holderKey, boundTo, begunAt, exchangedAt, token } = value
  const texts = [state, credentialId, issuer, configurationId, codeVerifier]
  if (!texts.every((text) => typeof text === 'string') || !isKey(holderKey) || !isKey(boundTo) || typeof begunAt !== 'number') return null
  if ((exchangedAt !== null && typeof exchangedAt !== 'number') || (token !== null && typeof token !== 'string')) return null
  return value as unknown as PendingSignIn // checked above
}

const isKey = (value: Json | undefined): value is JsonObject => isJsonObject(value) && ['kty', 'crv', 'x', 'y'].every((name) => typeof value[name] === 'string')
