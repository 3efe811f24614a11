import { isJsonObject, type Json } from '../kernel/json.ts'

/** One or more of something, as JSON-LD writes a set. */
export const setOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/** @see VC Data Model 2.0, section 4.4 */
export const isUrl = (value: Json | undefined): value is string => typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) && URL.canParse(value)

/** One or more terms or absolute addresses. @see VC Data Model 2.0, section 4.5 */
export const isType = (value: Json | undefined): boolean => {
  const types = setOf(value)
  return types.length > 0 && types.every((type) => typeof type === 'string' && /^\S+$/.test(type))
}

const languageMembers = ['@value', '@language', '@direction']

const isLanguageValue = (value: Json): boolean =>
  isJsonObject(value) &&
  typeof value['@value'] === 'string' &&
  Object.entries(value).every(([member, text]) => languageMembers.includes(member) && typeof text === 'string') &&
  (value['@direction'] === undefined || value['@direction'] === 'ltr' || value['@direction'] === 'rtl')

/** A text, or texts that name their language. @see VC Data Model 2.0, section 11.1 */
export const isWords = (value: Json): boolean => typeof value === 'string' || (setOf(value).length > 0 && setOf(value).every(isLanguageValue))

const timestamp = /^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** The time that an XML `dateTimeStamp` means, which always says its zone; NaN for anything else. @see VC Data Model 2.0, section 4.9 */
export const timeOf = (value: Json): number => (typeof value === 'string' && timestamp.test(value) ? Date.parse(value) : Number.NaN)
