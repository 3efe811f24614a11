import type { KeyObject } from 'node:crypto'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import type { FindType, FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { publicationLimits, publicationType, type FormPublication, type PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { epochSeconds, isNumericDate, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseJwt, type ParsedJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import { verifyEs256 } from '../crypto/es256.ts'
import { FormProfileError, formProfileId, mustBePublishable, readFormProfile, TypeUnknown } from './parse-form-profile.ts'

/** Why a publication isn't taken. None of its content is told with it: it may be anybody's. */
export type PublicationFault =
  | 'too_large'
  | 'malformed'
  | 'wrong_type'
  | 'wrong_algorithm'
  | 'wrong_issuer'
  | 'unknown_key'
  | 'wrong_signature'
  | 'from_the_future'
  | 'expired'
  | 'older_than_held'
  | 'too_many_profiles'
  | 'profile_twice'
  | 'profile_unusable'

export class PublicationRefused extends Error {
  readonly fault: PublicationFault
  constructor(fault: PublicationFault, options: { cause?: unknown } = {}) {
    super(`The form publication is refused: ${fault}.`, options)
    this.name = 'PublicationRefused'
    this.fault = fault
  }
}

export interface ReadPublicationOptions {
  /** DID of the authority whose publication it must be. */
  readonly did: string
  readonly now: EpochSeconds
  readonly find: FindType
  /** The key that the identity publishes under this DID URL for what it asserts; null when it doesn't. Whatever it throws is passed on. */
  readonly keyOf: (kid: string) => Promise<KeyObject | null>
}

/** What a publication says of forms. */
export interface SaidOfForms extends Pick<FormPublication, 'number' | 'profiles' | 'withdrawn'> {
  /** Ids of the profiles that name a type, or a version of one, which the reader hasn't: nobody can be asked with them here. */
  readonly unknown: readonly string[]
}

/** A publication that passed every check, and the key that signed it. */
export interface ReadPublication extends FormPublication, Pick<SaidOfForms, 'unknown'> {
  readonly kid: string
}

/**
 * Reads an authority's publication: its type, whose it is, its dates, its signature, and then each profile by the rules that a
 * file is read by. All of it stands or none. Throws a `PublicationRefused`, or what `keyOf` throws.
 */
export async function readPublication(compact: string, options: ReadPublicationOptions): Promise<ReadPublication> {
  if (compact.length > publicationLimits.bytes) throw new PublicationRefused('too_large')
  const jwt = cut(compact)
  const kid = signerIn(jwt, options)
  const dates = datesIn(jwt.payload, options)
  const key = await options.keyOf(kid)
  if (key === null) throw new PublicationRefused('unknown_key')
  if (!verifyEs256(key, jwt.signingInput, jwt.signature)) throw new PublicationRefused('wrong_signature')
  return { iss: options.did, kid, ...dates, ...profilesIn(jwt.payload, options) }
}

function cut(compact: string): ParsedJwt {
  try {
    return parseJwt(compact)
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    throw new PublicationRefused('malformed', { cause })
  }
}

/** @see RFC 8725, sections 3.1, 3.8 and 3.11 */
function signerIn({ header, payload }: ParsedJwt, { did }: Pick<ReadPublicationOptions, 'did'>): string {
  const { typ, alg, kid } = header
  if (typ !== publicationType) throw new PublicationRefused('wrong_type')
  if (alg !== 'ES256') throw new PublicationRefused('wrong_algorithm')
  if (typeof payload['iss'] !== 'string' || !sameDid(payload['iss'], did)) throw new PublicationRefused('wrong_issuer')
  if (typeof kid !== 'string' || !sameDid(didOf(kid), did)) throw new PublicationRefused('unknown_key')
  return kid
}

const skew = 60

function datesIn({ iat, exp }: JsonObject, { now }: Pick<ReadPublicationOptions, 'now'>): Pick<FormPublication, 'iat' | 'exp'> {
  if (!isNumericDate(iat) || !isNumericDate(exp) || exp <= iat) throw new PublicationRefused('malformed')
  if (iat > now + skew) throw new PublicationRefused('from_the_future')
  if (exp <= now) throw new PublicationRefused('expired')
  return { iat: epochSeconds(iat), exp: epochSeconds(exp) }
}

/** What a payload says that is known to be the authority's: each profile is read anew, since the types it asks for may be others by now. */
export function profilesIn({ number, profiles, withdrawn }: { readonly number?: unknown; readonly profiles?: unknown; readonly withdrawn?: unknown }, { find }: Pick<ReadPublicationOptions, 'find'>): SaidOfForms {
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw new PublicationRefused('malformed')
  if (!Array.isArray(profiles) || !Array.isArray(withdrawn)) throw new PublicationRefused('malformed')
  if (profiles.length > publicationLimits.profiles || withdrawn.length > publicationLimits.withdrawn) throw new PublicationRefused('too_many_profiles')
  if (!withdrawn.every((id) => formProfileId.safeParse(id).success)) throw new PublicationRefused('malformed')
  const read = profiles.map((one) => profileIn(one, find))
  const ids = [...read.map(({ published }) => published.id), ...(withdrawn as string[])]
  if (new Set(ids).size !== ids.length) throw new PublicationRefused('profile_twice')
  return { number, profiles: read.map(({ published }) => published), withdrawn: withdrawn as string[], unknown: read.filter(({ isKnown }) => !isKnown).map(({ published }) => published.id) }
}

interface ReadProfile {
  readonly published: PublishedProfile
  readonly isKnown: boolean
}

function profileIn(given: unknown, find: FindType): ReadProfile {
  if (!isJsonObject(given)) throw new PublicationRefused('malformed')
  const { id, version, publishedAt } = given
  if (!isNumericDate(publishedAt)) throw new PublicationRefused('malformed')
  const { profile, isKnown } = usable(given['profile'], find)
  // Two names for one profile would let a reader and a linter mean different ones.
  if (profile.id !== id || profile.version !== version) throw new PublicationRefused('malformed')
  return { published: { id, version, publishedAt: epochSeconds(publishedAt), profile }, isKnown }
}

function usable(given: unknown, find: FindType): { readonly profile: FormProfile; readonly isKnown: boolean } {
  try {
    return { profile: mustBePublishable(readFormProfile(given, find)), isKnown: true }
  } catch (cause) {
    if (!(cause instanceof FormProfileError)) throw cause
    // An authority's other forms must not stand still because one names a type that is newer, or older, than the reader's.
    if (cause instanceof TypeUnknown) return { profile: cause.profile, isKnown: false }
    throw new PublicationRefused('profile_unusable', { cause })
  }
}
