// What a spreadsheet takes for the start of a formula. @see OWASP, CSV Injection
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

/** A cell that a spreadsheet shows as text: one that begins as a formula does gets an apostrophe before it. */
export const neutralised = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** What a cell said before it was neutralised, for files that come back to us. */
export const withoutApostrophe = (cell: string): string => (cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell)

const cell = (text: string): string => `"${neutralised(text).replaceAll('"', '""')}"`

/** Rows as CSV that a spreadsheet shows as text, whatever stands in them. @see RFC 4180 */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

/** The same as a file: the mark at its start tells spreadsheets that it is UTF-8. */
export const csvFileOf = (rows: readonly (readonly string[])[]): string => `\ufeff${csvOf(rows)}`
