import { FormServerError } from './form-server-error.ts'

/** The members of a JSON object that nobody judged yet. */
export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

export function mustBeText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new FormServerError('unexpected_answer')
  return value
}
