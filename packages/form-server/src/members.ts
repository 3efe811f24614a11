import { FormServerError } from './form-server-error.ts'

/** The members of a JSON object that nobody judged yet. */
export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

export function mustBeText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new FormServerError('unexpected_answer')
  return value
}

/** The link is put before a citizen: no scheme that runs a script gets through. */
export function mustBeWebAddress(value: unknown): string {
  const text = mustBeText(value)
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new FormServerError('unexpected_answer')
  return text
}
