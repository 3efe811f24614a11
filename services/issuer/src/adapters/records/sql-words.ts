import { checkFieldName, referenceColumn } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

/**
 * How a word may be written where it is looked for by a database that knows small letters of ASCII alone, and changes others not: in small letters, with
 * a capital, in capitals.
 */
export const writingsOf = (word: string): readonly string[] => {
  const asciiLower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  const [first = ''] = word
  return [...new Set([word, first.toUpperCase() + word.slice(first.length), word.toUpperCase()].map(asciiLower))]
}

/** A database holds no text with a NUL, and may take it for the end of one. */
export const canStand = (text: string): boolean => !text.includes('\0')

/** For LIKE with a backslash as its escape: whatever holds the text. */
export const holding = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** The columns of a view, by name; each must be a field. */
export function checkColumns(view: string, columns: readonly string[], searchIn: readonly string[] | null): void {
  for (const column of columns) checkFieldName(column, view)
  const lacking = [referenceColumn, ...(searchIn ?? [])].find((column) => !columns.includes(column))
  if (lacking !== undefined) throw new RecordFault('unusable', `${view} lacks its ${lacking}`)
}
