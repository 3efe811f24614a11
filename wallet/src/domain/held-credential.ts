import type { Bilingual, JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** A claim's name for people. */
export interface ClaimLabel {
  readonly path: readonly string[]
  readonly label: Bilingual
  /** What people call each word that the claim may be. */
  readonly values?: { readonly [word: string]: Bilingual }
}

/** How a credential looks: its issuer's colours and, where there is one, a picture of plain shapes. */
export interface CardLook {
  readonly background: string
  readonly text: string
  readonly art?: { readonly svg: string; readonly alt: Bilingual }
}

/** What a status list last said. */
export type StandingState = 'active' | 'suspended' | 'withdrawn' | 'expired' | 'unknown'

export interface Standing {
  readonly state: StandingState
  readonly checkedAt: number | null
  /** The list couldn't be had when it was last asked for: this is how things stood at `checkedAt`. */
  readonly isStale?: boolean
  /** When the list that said so was made, and until when it may be used: an older one is never believed again. */
  readonly list?: { readonly issuedAt: number; readonly usableUntil: number }
}

/** Where, and by what right, the issuer is told what became of a credential. @see OpenID4VCI 1.0, section 11 */
export interface Notification {
  readonly url: string
  readonly id: string
  readonly token: string
  /** The public half of the key that the token is bound to, where it came by a sign-in. */
  readonly boundTo?: P256PublicJwk
}

/** A credential in the vault, with everything needed to show it offline. */
export interface HeldCredential {
  readonly id: string
  /** The SD-JWT VC as it was issued, with all disclosures. */
  readonly credential: string
  readonly issuer: { readonly did: string; readonly url: string; readonly name: Bilingual }
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
  readonly standing: Standing
  /** Present until the citizen says that it is about them: so long nobody is shown it. */
  readonly unconfirmed?: { readonly notification: Notification | null }
}

/** A credential that the citizen has said is theirs. */
export function confirmed(held: HeldCredential): HeldCredential {
  const { unconfirmed, ...rest } = held
  return unconfirmed === undefined ? held : rest
}

/** One claim as a row: its label and its value as text. */
export interface ClaimRow {
  readonly path: readonly string[]
  readonly label: Bilingual
  readonly value: string
  /** The issuer's name for the value, when it has one. */
  readonly valueName?: Bilingual
}

/** The issuer's name for a value, as a member to add. */
export const namedValue = (value: string, values: ClaimLabel['values']): { readonly valueName?: Bilingual } => {
  const valueName = values !== undefined && Object.hasOwn(values, value) ? values[value] : undefined
  return valueName === undefined ? {} : { valueName }
}

const longestValue = 500

function valueAt(claims: JsonObject, path: readonly string[]): unknown {
  let value: unknown = claims
  for (const name of path) value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
  return value
}

/** The claims that have a label and a plain value, in the issuer's order. */
export const claimRows = (claims: JsonObject, labels: readonly ClaimLabel[]): ClaimRow[] =>
  labels.flatMap(({ path, label, values }) => {
    const value = valueAt(claims, path)
    if (!['string', 'number', 'boolean'].includes(typeof value)) return []
    const text = String(value).slice(0, longestValue)
    return [{ path, label, value: text, ...namedValue(text, values) }]
  })

/** What a credential holds, without the names of groups: "Address" says nothing beside its lines. */
export const leafLabels = (labels: readonly ClaimLabel[]): ClaimLabel[] =>
  labels.filter(({ path }) => !labels.some((other) => other.path.length > path.length && path.every((name, index) => name === other.path[index])))
