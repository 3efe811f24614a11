import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** What was read last of an authority's publication, and by what it is asked for again. */
export interface KeptPublication {
  readonly signedAt: EpochSeconds
  readonly exp: EpochSeconds
  /** The key that signed it. */
  readonly kid: string
  readonly etag: string | null
  readonly number: number
  readonly profiles: readonly PublishedProfile[]
  readonly withdrawn: readonly string[]
  /** What goes on in place of the forms that couldn't be asked with when it was read. One that was kept by an earlier release has none. */
  readonly instead?: readonly InsteadOf[]
}

/** What a form was asked with before: another version that was published, its file, or nothing, for it was withdrawn. */
export interface InsteadOf {
  readonly id: string
  readonly asks: FormProfile | 'file' | 'nothing'
  /** The key that signed it: nothing goes on by one that was withdrawn. Null for what nobody signed. */
  readonly kid: string | null
}

export const insteadIn = ({ instead = [] }: Pick<KeptPublication, 'instead'>): readonly InsteadOf[] => instead

type Said = Pick<KeptPublication, 'profiles' | 'withdrawn'>

/** Names what a publication says of forms. */
const contentOf = ({ profiles, withdrawn }: Said): string => sha256Base64Url(JSON.stringify([profiles, withdrawn]))
export const saysTheSame = (one: Said, other: Said): boolean => contentOf(one) === contentOf(other)

/**
 * What an older one said was changed since. Which is older the authority's own number tells, for its processes sign whenever they come to it. A
 * number that went back is believed once what is held has run out, for an issuer may come back from a backup. Of one number, their dates tell, and
 * of one second, that it takes a version back: versions only go up.
 */
export function isOlder(one: KeptPublication, than: KeptPublication): boolean {
  if (one.number !== than.number && one.signedAt < than.exp && than.signedAt < one.exp) return one.number < than.number
  if (one.signedAt !== than.signedAt) return one.signedAt < than.signedAt
  const versions = new Map(than.profiles.map(({ id, version }) => [id, version]))
  return one.profiles.some(({ id, version }) => version < (versions.get(id) ?? 0))
}

/** Whether it may be confirmed by its tag alone. Issuers sign anew at half its life: whoever says for longer that nothing has changed may be holding changes back. */
export const isFresh = ({ signedAt, exp }: KeptPublication, now: EpochSeconds): boolean => now < plus(signedAt, seconds((exp - signedAt) / 2))
