import { isJsonObject, type Bilingual, type Json } from '../kernel/json.ts'
import { isReadable } from '../kernel/plain-text.ts'

/**
 * What a form says about itself inside the signed Request Object, as our own member `counterfoil_purpose`, for the
 * consent screen. `optional` lists the DCQL claim ids that the person may leave out.
 */
export interface StatedPurpose {
  readonly form: Bilingual
  readonly purpose: Bilingual
  readonly lawful_basis: Bilingual
  readonly retention: Bilingual
  readonly contact: string
  /** DCQL claim ids that the form has a purpose for, each; absent from a verifier that doesn't tell. */
  readonly claims?: readonly string[]
  readonly optional: readonly string[]
}

const longest = 500

/** Whether a text may stand on a consent screen: present, short, one line, in reading order. */
export const isPlainText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest && isReadable(value)

const isBilingual = (value: Json | undefined): boolean => isJsonObject(value) && isPlainText(value['en']) && isPlainText(value['cy'])

const claimId = /^[A-Za-z0-9_-]{1,64}$/

const areClaimIds = (value: Json | undefined): boolean => Array.isArray(value) && value.every((id) => typeof id === 'string' && claimId.test(id))

/** The stated purpose of a request; null when it has none or one that can't be shown as it stands. */
export function parseStatedPurpose(value: unknown): StatedPurpose | null {
  if (!isJsonObject(value)) return null
  const { form, purpose, lawful_basis, retention, contact, claims, optional } = value
  if (![form, purpose, lawful_basis, retention].every(isBilingual) || !isPlainText(contact)) return null
  if (!areClaimIds(optional) || (claims !== undefined && !areClaimIds(claims))) return null
  return { form, purpose, lawful_basis, retention, contact, ...(claims === undefined ? {} : { claims }), optional } as unknown as StatedPurpose // every member was checked above
}
