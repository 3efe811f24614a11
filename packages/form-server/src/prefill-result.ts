import { compactDecrypt } from 'jose'
import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'

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
}

/** When the oldest of the facts was confirmed, as an ISO instant, if one could not be confirmed any more; null if all could. */
export function unconfirmedSince({ stale, checked_at: checkedAt, facts_age: ages }: PrefillSource): string | null {
  if (!stale) return null
  const oldest = Math.max(0, ...Object.values(ages).filter((age) => Number.isFinite(age)))
  return new Date(Date.parse(checkedAt) - oldest * 1000).toISOString()
}

/** Verified values by field name. The object has no prototype: a field can't be mistaken for a method. */
export interface PrefillResult {
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
  readonly source: PrefillSource
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
  if (!isMembers(value) || value['form'] !== form || !isMembers(value['fields']) || !isMembers(value['source'])) throw new FormServerError('result_unreadable')
  const { authority, authority_did: did, type, issued_on: issuedOn, checked_at: checkedAt, facts_age: age, stale } = value['source']
  if (!isBilingual(authority) || !isBilingual(type) || typeof did !== 'string' || typeof issuedOn !== 'string' || typeof checkedAt !== 'string' || Number.isNaN(Date.parse(checkedAt))) throw new FormServerError('result_unreadable')
  const source = { authority, authority_did: did, type, issued_on: issuedOn, checked_at: checkedAt, facts_age: (isMembers(age) ? age : {}) as Record<string, number>, stale: stale === true }
  return { form, fields: fieldsOf(value['fields']), source, receipt: typeof value['receipt'] === 'string' ? value['receipt'] : null, isSandbox: value['sandbox'] === true }
}

function fieldsOf(members: Members): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>
  for (const [name, field] of Object.entries(members)) {
    if (typeof field !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name)) throw new FormServerError('result_unreadable')
    fields[name] = field
  }
  return fields
}
