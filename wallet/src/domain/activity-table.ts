/** One exchange as a row, in the citizen's language. */
export interface ActivityRow {
  readonly when: string
  readonly what: string
  readonly facts: string
}

// A spreadsheet would take these for the beginning of a formula, and names are anybody's.
const formula = /^[=+\-@\t\r]/

const cell = (text: string): string => `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** The record as a file that spreadsheets open: the names of facts, as on the screen. @see RFC 4180 */
export const activityTable = (headings: ActivityRow, rows: readonly ActivityRow[]): string =>
  // The mark at its start tells spreadsheets that it is UTF-8.
  `\ufeff${[headings, ...rows].map(({ when, what, facts }) => [when, what, facts].map(cell).join(',')).join('\r\n')}\r\n`
