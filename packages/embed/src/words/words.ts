import { cy } from './cy.ts'
import { en } from './en.ts'

export type Language = 'en' | 'cy'

/** The same keys with words of its own: a key that one language lacks is a type error in either direction. */
export type SameShape<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Shape[Key] extends (...given: infer Given) => string ? (...given: Given) => string : SameShape<Shape[Key]>
}

export type Words = SameShape<typeof en>

/** Every sentence that the element says. */
export const words: Readonly<Record<Language, Words>> = { en, cy }

export type RefusalKind = keyof Words['refusals']

/** Which reason the citizen reads for a refusal code; what isn't listed is a matter between machines. */
const kinds: Readonly<Record<string, RefusalKind>> = {
  credential_revoked: 'withdrawn',
  credential_suspended: 'suspended',
  credential_expired: 'expired',
  issuer_not_trusted: 'notAccredited',
  type_mismatch: 'otherCredential',
  credential_missing_data: 'missing',
  subject_mismatch: 'anotherPerson',
  representation_out_of_scope: 'beyondScope',
  representation_not_current: 'notActing',
  wallet_cannot_answer: 'cannotAnswer',
}

/** Of the others, whole families of codes. */
const families: readonly (readonly [RegExp, RefusalKind])[] = [
  [/unavailable$/, 'tryLater'],
  [/^issuer/, 'unconfirmed'],
  [/status/, 'unclear'],
]

export const refusalKindOf = (code = ''): RefusalKind => (Object.hasOwn(kinds, code) ? kinds[code] : families.find(([family]) => family.test(code))?.[1]) ?? 'other'

/** An ISO date in words. Months are our own: many browsers come without Welsh dates and would show American ones. */
export function dayOf(iso: string, lang: Language): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? []
  const name = words[lang].months[Number(month) - 1]
  return name === undefined ? '' : `${Number(day)} ${name} ${year}`
}

export const timeOf = (instant: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(instant)
