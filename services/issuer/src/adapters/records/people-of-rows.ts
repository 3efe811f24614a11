import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import { RecordFault } from './record-fault.ts'

/** Everybody of a council, read afresh. Throws `RecordFault` and nothing else; ends early when the signal says so. */
export type ReadRecords = (signal: AbortSignal) => Promise<readonly PersonRecord[]>

/** The column, or member, by which the council's own system names a person. */
export const referenceColumn = 'council_reference'

/** What is asked of one council at most: a record source shows those whom a credential may concern, not everybody. */
export const largestSource = { people: 50_000, fields: 200, bytes: 64 * 1024 * 1024 } as const

const fieldName = /^[a-z][a-z0-9_]{0,63}$/

/** What a source gave, as records: each row names a person once, and each value is text. */
export function peopleOfRows(rows: readonly Readonly<Record<string, unknown>>[]): PersonRecord[] {
  if (rows.length > largestSource.people) throw new RecordFault('unusable', `more than ${largestSource.people} people`)
  const known = new Set<string>()
  return rows.map((row, index) => {
    const where = `row ${index + 1}`
    const fields = new Map(Object.entries(row).map(([name, value]) => [name, textOf(value, name, where)]))
    if (fields.size > largestSource.fields) throw new RecordFault('unusable', `${where} has more than ${largestSource.fields} fields`)
    const reference = fields.get(referenceColumn)?.trim() ?? ''
    if (reference === '') throw new RecordFault('unusable', `${where} lacks its ${referenceColumn}`)
    if (known.has(reference)) throw new RecordFault('unusable', `${where} has the ${referenceColumn} of another row`)
    known.add(reference)
    fields.delete(referenceColumn)
    return { reference: reference as CouncilReference, fields }
  })
}

function textOf(value: unknown, name: string, where: string): string {
  if (!fieldName.test(name)) throw new RecordFault('unusable', `${where} has a field whose name isn't lower-case words with underscores`)
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw new RecordFault('unusable', `${where} has something else than text, a number, a truth or nothing in ${name}`)
}
