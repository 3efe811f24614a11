import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import { RecordFault } from './record-fault.ts'

/** The column, or member, by which the council's own system names a person. */
export const referenceColumn = 'council_reference'

/** What is held of one answer at most, whoever gives it. */
export const largestAnswer = { people: 50_000, fields: 200, bytes: 64 * 1024 * 1024 } as const

/** A council's own residents, and then some. */
export const mostReferences = 2_000_000

const fieldName = /^[a-z][a-z0-9_]{0,63}$/

/** What a source gave, as records: each row names a person once, and each value is text. */
export function peopleOfRows(rows: readonly Readonly<Record<string, unknown>>[]): PersonRecord[] {
  if (rows.length > largestAnswer.people) throw new RecordFault('unusable', `more than ${largestAnswer.people} people`)
  const known = new Set<string>()
  return rows.map((row, index) => {
    const where = `row ${index + 1}`
    const fields = new Map(Object.entries(row).map(([name, value]) => [name, textOf(value, name, where)]))
    if (fields.size > largestAnswer.fields) throw new RecordFault('unusable', `${where} has more than ${largestAnswer.fields} fields`)
    const reference = referenceIn(fields.get(referenceColumn), where)
    if (known.has(reference)) throw new RecordFault('unusable', `${where} has the ${referenceColumn} of another row`)
    known.add(reference)
    fields.delete(referenceColumn)
    return { reference, fields }
  })
}

export function referenceIn(text: string | undefined, where: string): CouncilReference {
  const reference = text?.trim() ?? ''
  if (reference === '') throw new RecordFault('unusable', `${where} lacks its ${referenceColumn}`)
  return reference as CouncilReference
}

/** References as a source gives them that will be asked for them again: by spaces around one it would not be found. */
export const referencesOfRows = (rows: readonly Readonly<Record<string, unknown>>[]): CouncilReference[] =>
  rows.map((row, index) => {
    const text = textOf(row[referenceColumn], referenceColumn, `row ${index + 1}`)
    const reference = referenceIn(text, `row ${index + 1}`)
    if (reference !== text) throw new RecordFault('unusable', `row ${index + 1} has spaces around its ${referenceColumn}`)
    return reference
  })

export function checkFieldName(name: string, where: string): void {
  if (!fieldName.test(name)) throw new RecordFault('unusable', `${where} has a field whose name isn't lower-case words with underscores`)
}

/** One of several records that a field lists. */
const isFlat = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && !Array.isArray(entry) && Object.values(entry).every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value))

function textOf(value: unknown, name: string, where: string): string {
  checkFieldName(name, where)
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  if (Array.isArray(value) && value.every(isFlat)) return JSON.stringify(value)
  throw new RecordFault('unusable', `${where} has something else than text, a number, a truth, nothing or a list of records in ${name}`)
}
