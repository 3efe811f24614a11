import type { CredentialType } from '../catalogue/credential-type.ts'
import type { ClaimQuery } from '../dcql/claim-query.ts'
import type { TrustedAuthoritiesQuery } from '../dcql/credential-query.ts'
import type { Bilingual } from '../kernel/json.ts'
import type { StatedPurpose } from '../oid4vp/stated-purpose.ts'
import type { FormFormat } from './form-format.ts'
import type { RequestProfileId } from './request-profile.ts'

/**
 * How much a form needs a claim: it can't do without (`required`), takes it when the credential has it (`if_held`: an
 * address without a second line), or leaves it to the person (`optional`).
 */
export type ClaimNeed = 'required' | 'if_held' | 'optional'

export interface AskedClaim {
  /** The DCQL claim id. */
  readonly id: string
  readonly path: readonly string[]
  readonly need: ClaimNeed
  /** What it may be, by type and value, for a form that is for some answers alone; anything else counts as absent. @see OpenID4VP 1.0, section 6.3 */
  readonly values?: ClaimQuery['values'] | undefined
  /** What this one fact is asked for: a claim without a purpose is not asked for. */
  readonly purpose: Bilingual
}

export interface FormField {
  /** With `{n}` in it where several credentials may be shown: a row for each, counted from 1. */
  readonly name: string
  /** Id of the claim that fills it. */
  readonly from: string
}

/** Which credential a form wants. */
export interface WantedCredential {
  /** The DCQL credential id. */
  readonly id: string
  readonly type: string
  readonly version: number
  /** SD-JWT VC unless it is said. */
  readonly format?: FormFormat | undefined
  /** How many may be shown at once; one unless it is said. @see OpenID4VP 1.0, section 6.1 (multiple) */
  readonly most?: number | undefined
  /** By whose certificates it has to be; anybody's who is trusted unless it is said. @see OpenID4VP 1.0, section 6.1.1 */
  readonly trustedAuthorities?: readonly TrustedAuthoritiesQuery[] | undefined
  /** Why nobody needs to prove that it is theirs, so that whoever has a copy can show it; they do unless it is said. */
  readonly withoutHolderBinding?: Bilingual | undefined
}

/** The type that a form names; null where there is no such type or version. */
export type FindType = (wanted: Pick<WantedCredential, 'type' | 'version'>) => CredentialType | null

/** What a form asks of one credential. A form can do without one that is `optional`; one of a `choice` is needed as that says. */
export interface FormPart {
  readonly credential: WantedCredential
  readonly claims: readonly AskedClaim[]
  /** Which claims will do, by their ids, the preferred first; else whatever their needs allow. @see OpenID4VP 1.0, section 6.4.1 */
  readonly claimSets?: readonly (readonly string[])[] | undefined
  readonly need: 'required' | 'optional' | 'choice'
}

/** One of several combinations of credentials, by their ids, the preferred first. @see OpenID4VP 1.0, section 6.2 */
export interface FormChoice {
  readonly options: readonly (readonly string[])[]
  readonly need: 'required' | 'optional'
}

/** That one acts for another: ids of the credentials that say so, and of the person's own. */
export interface AskedRepresentation {
  readonly representation: string
  readonly person: string
  /** What is to be done for the person. */
  readonly scope: string
}

/** What one council form asks, why, and which claim fills which field: one file of `forms/`. */
export interface FormProfile {
  readonly id: string
  /** Whose wallets are asked, and how; `open` unless it is said. */
  readonly requestProfile?: RequestProfileId | undefined
  /** Another number for each change of what is asked, or why: the Purpose Register keeps them all. */
  readonly version: number
  readonly title: Bilingual
  readonly purpose: Bilingual
  readonly lawfulBasis: Bilingual
  readonly retention: Bilingual
  /** `{authority}` stands for the authority's id, here and in `returnPaths`. */
  readonly contact: string
  /** Addresses; `{website}` stands for the origin that citizens go back to first. */
  readonly privacyNotice?: Bilingual | undefined
  /** Types of transaction that the form may have authorised with the answer; none unless they are said. */
  readonly transactionTypes?: readonly string[] | undefined
  readonly credential: WantedCredential
  readonly claims: readonly AskedClaim[]
  readonly claimSets?: FormPart['claimSets']
  /** Other credentials that it takes in the same answer; none unless they are said. */
  readonly further?: readonly FormPart[] | undefined
  /** Where one or the other will do; none unless they are said. */
  readonly choices?: readonly FormChoice[] | undefined
  readonly representation?: AskedRepresentation | undefined
  readonly fields: readonly FormField[]
  readonly returnPaths: readonly string[]
  /** Whether another device may answer, which can be relayed by a swindler (OpenID4VP 1.0, section 14.2): so a reason is owed. */
  readonly crossDevice: { readonly allowed: boolean; readonly reason: Bilingual }
}

type Asking = Pick<FormProfile, 'credential' | 'claims' | 'claimSets' | 'further' | 'choices'>

/** Everything that a form asks, credential by credential: the first is required, unless it is one of a choice. */
export function partsOf({ credential, claims, claimSets, further = [], choices = [] }: Asking): readonly FormPart[] {
  const isChosen = choices.some(({ options }) => options.flat().includes(credential.id))
  return [{ credential, claims, ...(claimSets === undefined ? {} : { claimSets }), need: isChosen ? 'choice' : 'required' }, ...further]
}

export const claimsOf = (profile: Asking): readonly AskedClaim[] => partsOf(profile).flatMap(({ claims }) => claims)

const forAuthority = (template: string, authority: string): string => template.replaceAll('{authority}', authority)

/** What the wallet's consent screen shows of the form. */
export const statedPurpose = (profile: FormProfile, authority: string): StatedPurpose => ({
  form: profile.title,
  purpose: profile.purpose,
  lawful_basis: profile.lawfulBasis,
  retention: profile.retention,
  contact: forAuthority(profile.contact, authority),
  claims: claimsOf(profile).map(({ id }) => id),
  optional: claimsOf(profile).filter(({ need }) => need === 'optional').map(({ id }) => id),
})

/** Where the authority says what becomes of the answers; null when the form doesn't tell, or there is no website. */
export function privacyNoticeOf({ privacyNotice: notice }: FormProfile, authority: string, website: string | null): Bilingual | null {
  if (notice === undefined || (website === null && `${notice.en}${notice.cy}`.includes('{website}'))) return null
  const filled = (template: string): string => forAuthority(template.replaceAll('{website}', website ?? ''), authority)
  return { en: filled(notice.en), cy: filled(notice.cy) }
}

/** Whether a citizen may be sent back to this address: one of the form's paths on one of the origins, character by character. */
export const isReturnAddress = (profile: FormProfile, authority: string, origins: readonly string[], address: string): boolean =>
  origins.some((origin) => profile.returnPaths.some((path) => address === origin + forAuthority(path, authority)))
