import { compactDecrypt } from 'jose'
import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'
import { authorisedIn, type Transaction } from './transaction.ts'

interface Bilingual {
  readonly en: string
  readonly cy: string
}

/** Where the values come from, in words a citizen can read, and how old the facts were that vouch for them, in seconds. */
export interface PrefillSource {
  readonly authority: Bilingual
  readonly authority_did: string
  readonly type: Bilingual
  readonly issued_on: string
  readonly checked_at: string
  readonly facts_age: Readonly<Record<string, number>>
  /** Whether one of them could not be confirmed any more, and was still within its limit. */
  readonly stale: boolean
  /** Ids of the claims by which a credential answered that may answer by one set of them or another. */
  readonly claim_set?: readonly string[] | undefined
}

/** One of the credentials that filled a form, and the fields that it filled. */
export interface FieldsSource extends PrefillSource {
  /** As the form calls it; undefined where it asks for one alone. */
  readonly credential?: string | undefined
  readonly fields: readonly string[]
  /** There when it is about the person who is acted for, and not about who answers. */
  readonly of_represented?: true | undefined
}

/** Who filled a form in for whom, in words a citizen can read. */
export interface ActsFor {
  readonly representative: string
  readonly role: Bilingual
  readonly represented: string
  readonly scope: Bilingual
}

/** A credential that was presented and fills nothing: it failed and the form can do without it, or there were more than rows. */
export interface LeftOut {
  /** As the form calls it. */
  readonly credential: string
  readonly type: Bilingual
}

/** When the oldest of the facts was confirmed, as an ISO instant, if one could not be confirmed any more; null if all could. */
export function unconfirmedSince(...sources: readonly PrefillSource[]): string | null {
  const instants = sources.filter(({ stale }) => stale).map(({ checked_at: checkedAt, facts_age: ages }) => {
    const oldest = Math.max(0, ...Object.values(ages).filter((age) => Number.isFinite(age)))
    return Date.parse(checkedAt) - oldest * 1000
  })
  return instants.length === 0 ? null : new Date(Math.min(...instants)).toISOString()
}

/** Verified values by field name. The object has no prototype: a field can't be mistaken for a method. */
export interface PrefillResult {
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
  /** Of a form that takes several credentials: the first of them. */
  readonly source: PrefillSource
  /** Every credential with the fields that it filled. */
  readonly sources: readonly FieldsSource[]
  /** Of a form with choices, in their order: the ids of the credentials by which each was answered; none for one that was left. */
  readonly chosen: readonly (readonly string[])[]
  /** Null for whoever acts for themselves. */
  readonly actsFor: ActsFor | null
  /** None of their fields are here, and why isn't told: to be said to the applicant, who may have thought that they were. */
  readonly leftOut: readonly LeftOut[]
  /** What the applicant authorised with their key, each as it was asked for; none where nothing was. Compare it with what you asked for. */
  readonly authorised: readonly Transaction[]
  /** To be kept with the form, and given to `checkForm` with what is submitted; salted digests alone. Null from a verifier that gives none. */
  readonly receipt: string | null
  /** Whether a sandbox's credential filled the form: nothing of it is true of anybody. */
  readonly isSandbox: boolean
}

const isBilingual = (value: unknown): value is Bilingual => isMembers(value) && typeof value['en'] === 'string' && typeof value['cy'] === 'string'

/** Opens a sealed result with the private key of its presentation. Throws `result_unreadable` for anything else than a result of this form. */
export async function openResult(sealed: string, privateKey: CryptoKey, form: string): Promise<PrefillResult> {
  try {
    const { plaintext } = await compactDecrypt(sealed, privateKey, { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM', 'A128GCM'] })
    return resultOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext)), form)
  } catch (error) {
    // The cause stays behind: a parser's message may quote what it read.
    throw error instanceof FormServerError ? error : new FormServerError('result_unreadable')
  }
}

function resultOf(value: unknown, form: string): PrefillResult {
  if (!isMembers(value) || value['form'] !== form || !isMembers(value['fields'])) throw new FormServerError('result_unreadable')
  const [source, fields] = [sourceOf(value['source']), fieldsOf(value['fields'])]
  const receipt = typeof value['receipt'] === 'string' ? value['receipt'] : null
  return { form, fields, source, sources: sourcesOf(value['sources'], source, fields), chosen: chosenIn(value['chosen']), actsFor: actsForIn(value['acts_for']), leftOut: leftOutIn(value['left_out']), authorised: authorisedIn(value['authorised']), receipt, isSandbox: value['sandbox'] === true }
}

function sourceOf(value: unknown): PrefillSource {
  if (!isMembers(value)) throw new FormServerError('result_unreadable')
  const { authority, authority_did: did, type, issued_on: issuedOn, checked_at: checkedAt, facts_age: age, stale, claim_set: claimSet } = value
  if (!isBilingual(authority) || !isBilingual(type) || typeof did !== 'string' || typeof issuedOn !== 'string' || typeof checkedAt !== 'string' || Number.isNaN(Date.parse(checkedAt))) throw new FormServerError('result_unreadable')
  return { authority, authority_did: did, type, issued_on: issuedOn, checked_at: checkedAt, facts_age: (isMembers(age) ? age : {}) as Record<string, number>, stale: stale === true, ...(claimSet === undefined ? {} : { claim_set: mustBeTexts(claimSet) }) }
}

/** Where one credential was asked for, it filled every field. */
function sourcesOf(value: unknown, only: PrefillSource, fields: Readonly<Record<string, string>>): FieldsSource[] {
  if (value === undefined) return [{ ...only, fields: Object.keys(fields) }]
  if (!Array.isArray(value)) throw new FormServerError('result_unreadable')
  return value.map((source: unknown) => {
    const { fields: named, credential } = isMembers(source) ? source : {}
    return { ...sourceOf(source), fields: mustBeTexts(named), ...(typeof credential === 'string' ? { credential } : {}), ...(isMembers(source) && source['of_represented'] === true ? { of_represented: true } : {}) }
  })
}

function mustBeTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string')) throw new FormServerError('result_unreadable')
  return value
}

function chosenIn(value: unknown): (readonly string[])[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new FormServerError('result_unreadable')
  return value.map(mustBeTexts)
}

function actsForIn(value: unknown): ActsFor | null {
  if (value === undefined) return null
  const { representative, role, represented, scope } = isMembers(value) ? value : {}
  if (typeof representative !== 'string' || typeof represented !== 'string' || !isBilingual(role) || !isBilingual(scope)) throw new FormServerError('result_unreadable')
  return { representative, role, represented, scope }
}

function leftOutIn(value: unknown): LeftOut[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new FormServerError('result_unreadable')
  return value.map((one: unknown) => {
    const { credential, type } = isMembers(one) ? one : {}
    if (typeof credential !== 'string' || !isBilingual(type)) throw new FormServerError('result_unreadable')
    return { credential, type }
  })
}

function fieldsOf(members: Members): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>
  for (const [name, field] of Object.entries(members)) {
    if (typeof field !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name)) throw new FormServerError('result_unreadable')
    fields[name] = field
  }
  return fields
}
