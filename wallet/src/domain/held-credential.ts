import type { Bilingual, JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CardPicture } from './card-picture.ts'
import type { HeldFormat } from './credential-kind.ts'

/** A claim's name for people. */
export interface ClaimLabel {
  readonly path: readonly string[]
  readonly label: Bilingual
  /** What people call each word that the claim may be. */
  readonly values?: { readonly [word: string]: Bilingual }
}

/** How a credential looks: its issuer's colours and, where there is one, a picture. */
export interface CardLook {
  readonly background: string
  readonly text: string
  readonly art?: CardPicture & { readonly alt: Bilingual }
}

/** What a status list last said. */
export const standingStates = ['active', 'suspended', 'withdrawn', 'expired', 'unknown'] as const
export type StandingState = (typeof standingStates)[number]

export interface Standing {
  readonly state: StandingState
  readonly checkedAt: number | null
  /** The list couldn't be had when it was last asked for: this is how things stood at `checkedAt`. */
  readonly isStale?: boolean
  /** When the list that said so was made, and until when it may be used: an older one is never believed again. */
  readonly list?: {
    readonly issuedAt: number
    readonly usableUntil: number
    /** Until when it isn't worth asking for again, by what it says of itself; absent where an earlier version looked. */
    readonly freshUntil?: number
  }
}

/** After so long nobody takes for granted any more how a credential stands, in seconds. */
const longAgo = 7 * 86_400

/** Whether it is looked up before the citizen shows it: they would be warned of it, or it is long since anybody looked. */
export const isToBeLookedUp = ({ state, checkedAt }: Standing, now: number): boolean => state !== 'active' || checkedAt === null || now - checkedAt > longAgo

/** No list is fresh for longer, in seconds: what says so was written by a clock that is ahead. */
const longestFresh = 86_400

/** Whether its status is asked for without being wanted now: not while what was said last is fresh, nor once its own date says all. */
export function isWorthAsking({ standing: { state, isStale, list }, expiresAt }: Pick<HeldCredential, 'standing' | 'expiresAt'>, now: number): boolean {
  const isOver = expiresAt !== null && expiresAt <= now
  if (isOver || state === 'expired') return isOver !== (state === 'expired')
  const { freshUntil = 0 } = list ?? {}
  return isStale === true || freshUntil <= now || freshUntil > now + longestFresh
}

/** Where, and by what right, the issuer is told what became of a credential. @see OpenID4VCI 1.0, section 11 */
export interface Notification {
  readonly url: string
  readonly id: string
  readonly token: string
  /** The public half of the key that the token is bound to, where it came by a sign-in. */
  readonly boundTo?: P256PublicJwk
}

/** One of several copies of a credential: the same facts, with a key, salts and a place in the list of its own. */
export interface CredentialCopy {
  /** The name of its key. */
  readonly key: string
  readonly credential: string
  readonly status: HeldCredential['status']
  readonly bitstrings?: readonly BitstringPlace[]
}

/** An entry in a list for one way in which a credential may stop to stand. @see Bitstring Status List 1.0, section 2.1 */
export interface BitstringPlace {
  readonly uri: string
  readonly index: number
  readonly purpose: 'revocation' | 'suspension'
}

/** How a credential came: what tells whether it can be had again without asking a council for an offer. */
export type WayOfCollecting = 'sign_in' | 'offer'

/** What lets the wallet ask for a credential again without the citizen, while its issuer stands by that. */
export interface IssuerGrant {
  readonly configurationId: string
  /** Each is good for once, and gives the next. */
  readonly refreshToken: string
  /** The grant that has the newest one, where several credentials came by one sign-in. */
  readonly sharedBy?: string
  /** How its issuer wants it to be asked for, where that isn't by its configuration. */
  readonly identifier?: string
  /** The public half of the key that it is bound to. */
  readonly boundTo: P256PublicJwk
  /** When its issuer last took it. */
  readonly askedAt?: number
  /** When the wallet last began to ask, whatever came of it. */
  readonly triedAt?: number
}

/** A credential in the vault, with everything needed to show it offline. */
export interface HeldCredential {
  readonly id: string
  /** As it was issued, with all that it discloses: of several copies the one in use. */
  readonly credential: string
  /** Absent for `dc+sd-jwt`. */
  readonly format?: Exclude<HeldFormat, 'dc+sd-jwt'>
  /** The name of its key, where that isn't the id. */
  readonly key?: string
  /** Copies that nobody was shown yet; absent where its issuer gave but one. */
  readonly copies?: readonly CredentialCopy[]
  /** The exchange that the copy in use was shown in, or may have been: in no other it is shown while there is another copy. */
  readonly shownFor?: string
  readonly issuer: { readonly did: string; readonly url: string; readonly name: Bilingual }
  /** The name under which the consortium accredits its type; its own where a format has no other. */
  readonly vct: string
  readonly name: Bilingual
  readonly labels: readonly ClaimLabel[]
  readonly card: CardLook
  readonly claims: JsonObject
  readonly receivedAt: number
  readonly expiresAt: number | null
  /** How many days before its end it may be renewed, where its issuer said so. */
  readonly renewalDays?: number
  readonly status: { readonly uri: string; readonly index: number } | null
  /** Where else its status stands: all of these must say that it does. */
  readonly bitstrings?: readonly BitstringPlace[]
  readonly standing: Standing
  /** How it came; absent for one that an earlier version collected. */
  readonly collectedBy?: WayOfCollecting
  readonly grant?: IssuerGrant
  /** When its issuer last gave it anew, and the names of the facts that were others than before. */
  readonly renewed?: { readonly at: number; readonly changed: readonly Bilingual[] }
  /** Present until the citizen says that it is about them: so long nobody is shown it. */
  readonly unconfirmed?: { readonly notification: Notification | null }
  /** Whose it is, of several people; absent for the first. */
  readonly person?: string
  /** When the citizen deleted it, while that can be undone: so long it is in no list, and nobody is shown it. */
  readonly deletedAt?: number
}

export const formatOf = ({ format }: Pick<HeldCredential, 'format'>): HeldFormat => format ?? 'dc+sd-jwt'

/** Whether facts of it can be left out when it is shown. */
export const canBeShownInPart = (held: Pick<HeldCredential, 'format'>): boolean => formatOf(held) !== 'jwt_vc_json'

/** A credential that the citizen has said is theirs. */
export function confirmed(held: HeldCredential): HeldCredential {
  const { unconfirmed, ...rest } = held
  return unconfirmed === undefined ? held : rest
}

/** The issuer's name for a value, as a member to add. */
export const namedValue = (value: string, values: ClaimLabel['values']): { readonly valueName?: Bilingual } => {
  const valueName = values !== undefined && Object.hasOwn(values, value) ? values[value] : undefined
  return valueName === undefined ? {} : { valueName }
}

/** What a credential holds, without the names of groups: "Address" says nothing beside its lines. */
export const leafLabels = (labels: readonly ClaimLabel[]): ClaimLabel[] =>
  labels.filter(({ path }) => !labels.some((other) => other.path.length > path.length && path.every((name, index) => name === other.path[index])))
