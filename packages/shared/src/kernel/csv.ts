// What a spreadsheet takes for the start of a formula. @see OWASP, CSV Injection
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

const cell = (text: string): string => `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** Rows as CSV that a spreadsheet shows as text, whatever stands in them. @see RFC 4180 */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
