import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { isPublicKey } from './public-key.ts'
import type { Tokens } from './tokens.ts'

/** A citizen may be asked for a lot there, and look for a letter; after this nobody waits for them any more. In seconds. */
export const longestSignIn = 3600
/** How much later nobody can still be in the midst of it. In seconds. */
export const longestFinish = 600
/** How long an issuer may still be at an exchange whose answer didn't come; after that its "no" is one. In seconds. */
export const longestExchange = 20

/** One credential that comes of a sign-in. */
export interface PendingCredential {
  /** Id of the credential to be, and the name of its key. */
  readonly credentialId: string
  readonly configurationId: string
  /** How it is asked for, where its issuer named several of its configuration. */
  readonly identifier?: string
  /** Public halves; the keys themselves are kept under the credential's id. */
  readonly holderKey: P256PublicJwk
  /** Those of further copies, and the names that they are kept under. */
  readonly copyKeys?: readonly { readonly name: string; readonly key: P256PublicJwk }[]
}

/** A sign-in that was begun at an issuer. Everything that is needed to go on survives a reload, so that a lost answer can be asked for again. */
export interface PendingSignIn extends PendingCredential {
  /** Nobody else knows it: it tells the citizen's coming back from anybody's link. @see RFC 6749, section 10.12 */
  readonly state: string
  readonly issuer: string
  /** Where it is for several types. */
  readonly others?: readonly PendingCredential[]
  readonly codeVerifier: string
  readonly boundTo: P256PublicJwk
  /** Who of several people collects; absent for the first. */
  readonly person?: string
  readonly begunAt: number
  /** When the code was first exchanged, whether or not an answer came. */
  readonly exchangedAt: number | null
  /** Kept as soon as it comes: a code that is shown twice ends everything that came of it. @see RFC 9700, section 4.14 */
  readonly token: string | null
  /** Came with it. */
  readonly refreshToken?: string | null
  /** The same: by configuration, how its credential is to be asked for. */
  readonly identifiers?: Tokens['identifiers']
}

/** The name of the key that tokens of a sign-in are bound to. */
export const boundKeyName = (credentialId: string): string => `sign-in ${credentialId}`

/** What the vault kept; null when it lacks something. */
export function parsePendingSignIn(value: unknown): PendingSignIn | null {
  if (!isJsonObject(value)) return null
  const { state, issuer, codeVerifier, boundTo, begunAt, exchangedAt, token, others = [] } = value
  const texts = [state, issuer, codeVerifier]
  if (!texts.every((text) => typeof text === 'string') || !isPendingCredential(value) || !isPublicKey(boundTo) || typeof begunAt !== 'number') return null
  if ((exchangedAt !== null && typeof exchangedAt !== 'number') || (token !== null && typeof token !== 'string')) return null
  if (!Array.isArray(others) || !(others as readonly Json[]).every(isPendingCredential)) return null
  return value as unknown as PendingSignIn // checked above
}

export function isPendingCredential(value: Json | undefined): boolean {
  const { credentialId, configurationId, holderKey, copyKeys = [] } = isJsonObject(value) ? value : {}
  const areCopies = Array.isArray(copyKeys) && (copyKeys as readonly Json[]).every((copy) => isJsonObject(copy) && typeof copy['name'] === 'string' && isPublicKey(copy['key']))
  return typeof credentialId === 'string' && typeof configurationId === 'string' && isPublicKey(holderKey) && areCopies
}

/** The names of its keys, with the public halves. */
export const namedKeys = ({ credentialId, holderKey, copyKeys = [] }: PendingCredential): NonNullable<PendingCredential['copyKeys']> => [{ name: credentialId, key: holderKey }, ...copyKeys]

/** Every credential that comes of a sign-in. */
export const credentialsOf = ({ others = [], ...first }: PendingSignIn): readonly [PendingCredential, ...PendingCredential[]] => [first, ...others]
