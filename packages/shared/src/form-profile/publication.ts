import { plus, seconds, type EpochSeconds } from '../kernel/branded.ts'
import type { FormProfile } from './form-profile.ts'

/** Its type is of our own, so that it passes for nothing else that the same key signs. @see RFC 8725, section 3.11 */
export const publicationType = 'form-profiles+jwt'
export const publicationMediaType = `application/${publicationType}`

/** Where an authority's publication lies, below the address of its issuer. */
export const publicationAddress = (issuerUrl: string): string => `${issuerUrl}/form-profiles`

/** A profile as it was published last. */
export interface PublishedProfile {
  readonly id: string
  readonly version: number
  /** When it took effect. */
  readonly publishedAt: EpochSeconds
  readonly profile: FormProfile
}

/** What one authority's forms ask for, as the payload of a JWT that the authority signs. */
export interface FormPublication {
  /** DID of the authority. */
  readonly iss: string
  readonly iat: EpochSeconds
  readonly exp: EpochSeconds
  /** Another, and higher, with whatever the authority publishes: it tells which of two is newer, whoever signed when. */
  readonly number: number
  readonly profiles: readonly PublishedProfile[]
  /** Ids of profiles that nobody is asked with any more. */
  readonly withdrawn: readonly string[]
}

/** Read soon after it was signed; nobody who kept an older one for longer can pass it off as what stands. */
const publicationLifetime = seconds(86_400)

/** A reader takes no more than this. */
export const publicationLimits = { bytes: 512 * 1024, profiles: 100, withdrawn: 500 } as const

export const formPublication = (iss: string, { number, profiles, withdrawn }: Pick<FormPublication, 'number' | 'profiles' | 'withdrawn'>, now: EpochSeconds): FormPublication => ({
  iss,
  iat: now,
  exp: plus(now, publicationLifetime),
  number,
  profiles,
  withdrawn,
})
