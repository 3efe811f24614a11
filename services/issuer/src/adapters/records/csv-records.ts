import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { strictUtf8 } from '@counterfoil/shared/kernel/bytes'
import { CsvError, parse } from 'csv-parse/sync'
import type { PersonRecord } from '../../domain/council-record.ts'
import { largestSource, peopleOfRows, type ReadRecords } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

/** A council's records from one CSV file, read anew when the file changes. */
export function csvRecords(file: string): ReadRecords {
  let read: { readonly changedAt: number; readonly people: readonly PersonRecord[] } | null = null
  const name = basename(file)
  return async () => {
    const found = await stat(file).catch(() => null)
    if (found === null) throw new RecordFault('away', `${name} is not there`)
    if (found.size > largestSource.bytes) throw new RecordFault('unusable', `${name} is larger than ${largestSource.bytes} bytes`)
    if (read?.changedAt === found.mtimeMs) return read.people
    const people = peopleOfRows(rowsOf(await readFile(file), name))
    read = { changedAt: found.mtimeMs, people }
    return people
  }
}

function rowsOf(bytes: Uint8Array, name: string): Readonly<Record<string, string>>[] {
  try {
    return parse<Record<string, string>>(strictUtf8(bytes), { columns: (heading: readonly string[]) => columnsOf(heading, name), bom: true, skip_empty_lines: true, relax_column_count: false, max_record_size: 1024 * 1024 })
  } catch (error) {
    if (error instanceof RecordFault) throw error
    throw new RecordFault('unusable', error instanceof CsvError ? `${name}, line ${Number(error['lines'])}: ${error.code}` : `${name} is not UTF-8`)
  }
}

function columnsOf(heading: readonly string[], name: string): string[] {
  const columns = heading.map((column) => column.trim())
  if (new Set(columns).size !== columns.length) throw new RecordFault('unusable', `${name} has two columns of one name`)
  return columns
}
