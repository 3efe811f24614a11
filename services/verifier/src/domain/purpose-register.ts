import type { TrustedAuthoritiesQuery } from '@counterfoil/shared/dcql/credential-query'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ClaimDescription } from '@counterfoil/shared/catalogue/credential-type'
import { claimsOf, type AskedClaim, type ClaimNeed, type FormPart, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { dateTimeOf, type EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** Whether a profile came with the service's files, or is one that its authority publishes. */
export type FormSource = 'file' | 'publication'

/** One version of a profile, as it was published. */
export interface PublishedVersion {
  readonly source: FormSource
  readonly version: number
  /** ISO date. */
  readonly since: string
  /** SHA-256 of the profile; Check Records name the profile by it. */
  readonly digest: string
  /** Ids of the claims that it asked for. */
  readonly claims: readonly string[]
}

/** A version that an authority published by itself. */
export const asVersion = (profile: FormProfile, digest: string, at: EpochSeconds): PublishedVersion => ({ source: 'publication', version: profile.version, since: dateTimeOf(at).slice(0, 10), digest, claims: claimsOf(profile).map(({ id }) => id) })

export interface RegisteredClaim {
  readonly id: string
  /** Of which credential, by its type. */
  readonly vct: string
  readonly path: readonly string[]
  readonly label: Bilingual
  readonly need: ClaimNeed
  /** What it has to be, for a form that is for some answers alone. */
  readonly values?: NonNullable<AskedClaim['values']>
  readonly purpose: Bilingual
  /** Fields of the form that it fills. */
  readonly fields: readonly string[]
}

/** How one credential is taken. */
export interface RegisteredTaking {
  readonly name: Bilingual
  /** False where a copy is as good as the credential: a presentation needs no proof of whose it is. */
  readonly bound_to_holder: boolean
  /** Why the form asks for none; null where it asks for it, or where the operator's policy for the type doesn't. */
  readonly unbound_reason: Bilingual | null
  /** How many may be shown at once. */
  readonly most: number
  /** Sets of claims that will do, by their ids, the preferred first; none where each claim's `need` says it all. */
  readonly claim_sets: readonly (readonly string[])[]
  /** By whose certificates it has to be; none where anybody's will do who is trusted. */
  readonly trusted_authorities: readonly TrustedAuthoritiesQuery[]
}

/** What the public may know of one form of one authority. */
export interface RegisteredForm {
  readonly authority: { readonly id: string; readonly did: string; readonly name: Bilingual }
  readonly form: string
  readonly version: number
  readonly digest: string
  readonly title: Bilingual
  readonly purpose: Bilingual
  readonly lawful_basis: Bilingual
  readonly retention: Bilingual
  readonly contact: string
  readonly privacy_notice: Bilingual | null
  readonly credential: RegisteredTaking & { readonly vcts: readonly string[] }
  /** Other credentials that it takes in the same answer. */
  readonly further_credentials: readonly (RegisteredTaking & { readonly vct: string; readonly need: FormPart['need'] })[]
  /** Where one or the other will do, each option by the types of its credentials. */
  readonly choices: readonly { readonly need: 'required' | 'optional'; readonly options: readonly (readonly string[])[] }[]
  readonly claims: readonly RegisteredClaim[]
  readonly cross_device: { readonly allowed: boolean; readonly reason: Bilingual }
  readonly versions: readonly PublishedVersion[]
}

export interface PurposeRegister {
  /** SHA-256 of what follows: another with every change. */
  readonly version: string
  readonly forms: readonly RegisteredForm[]
}

const same = (one: readonly string[], other: readonly string[]): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Each claim that a profile asks for, with why and for which field. */
export const registeredClaims = ({ claims, fields }: Pick<FormProfile, 'claims' | 'fields'>, vct: string, described: readonly ClaimDescription[]): RegisteredClaim[] =>
  claims.map(({ id, path, need, values, purpose }) => ({
    id,
    vct,
    path,
    label: described.find((one) => same(one.path, path))?.label ?? { en: id, cy: id },
    need,
    ...(values === undefined ? {} : { values }),
    purpose,
    fields: fields.filter(({ from }) => from === id).map(({ name }) => name),
  }))
