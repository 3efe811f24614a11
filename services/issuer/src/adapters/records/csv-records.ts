import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import type { CouncilReference } from '../../domain/council-record.ts'
import { keptRecords, type KeptPeople } from './kept-records.ts'
import { checkFieldName, largestAnswer, referenceColumn, referenceIn } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'
import type { RecordReader } from './record-reader.ts'

/** What is held of one file at most. */
const largestFile = { people: 500_000, bytes: 256 * 1024 * 1024 }

/** Each row as one text: as a map of fields it would take several times the room. */
interface ReadFile {
  readonly columns: readonly string[]
  readonly rows: ReadonlyMap<CouncilReference, string>
}

/** A council's records from one CSV file, read anew when the file changes. */
export function csvRecords(file: string): RecordReader {
  const name = basename(file)
  let kept: { readonly version: string; readonly people: Promise<KeptPeople> } | null = null
  return keptRecords(async (signal) => {
    const found = await stat(file).catch(() => null)
    if (found === null) throw new RecordFault('away', `${name} is not there`)
    if (found.size > largestFile.bytes) throw new RecordFault('unusable', `${name} is larger than ${largestFile.bytes} bytes`)
    const version = `${found.mtimeMs} ${found.size}`
    // One that can't be used is not read again, either, before it changes.
    if (kept?.version !== version) {
      const people = readRows(file, name, signal).then(peopleIn)
      kept = { version, people }
      people.catch((error: unknown) => {
        if (!(error instanceof RecordFault && error.kind === 'unusable')) kept = null
      })
    }
    return kept.people
  })
}

async function readRows(file: string, name: string, signal: AbortSignal): Promise<ReadFile> {
  const rows = new Map<CouncilReference, string>()
  let columns: readonly string[] = []
  const parser = parse({ columns: (heading: readonly string[]) => (columns = columnsOf(heading, name)), bom: true, skip_empty_lines: true, relax_column_count: false, max_record_size: 1024 * 1024 })
  const keep = async (parsed: AsyncIterable<Readonly<Record<string, string>>>): Promise<void> => {
    for await (const row of parsed) {
      const where = `row ${rows.size + 1}`
      const reference = referenceIn(row[referenceColumn], where)
      if (rows.has(reference)) throw new RecordFault('unusable', `${where} has the ${referenceColumn} of another row`)
      if (rows.size === largestFile.people) throw new RecordFault('unusable', `${name} holds more than ${largestFile.people} people`)
      rows.set(reference, JSON.stringify(columns.map((column) => row[column] ?? '')))
    }
  }
  try {
    await pipeline(Readable.from(textOf(file)), parser, keep, { signal })
    return { columns, rows }
  } catch (error) {
    if (error instanceof RecordFault) throw error
    if (error instanceof CsvError) throw new RecordFault('unusable', `${name}, line ${Number(error['lines'])}: ${error.code}`)
    throw error instanceof TypeError ? new RecordFault('unusable', `${name} is not UTF-8`) : new RecordFault('away', `${name} can't be read to its end`)
  }
}

/** Throws a TypeError for what is no UTF-8. */
async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const bytes of createReadStream(file)) yield decoder.decode(bytes as Uint8Array, { stream: true })
  yield decoder.decode()
}

function columnsOf(heading: readonly string[], name: string): string[] {
  const columns = heading.map((column) => column.trim())
  if (new Set(columns).size !== columns.length) throw new RecordFault('unusable', `${name} has two columns of one name`)
  if (columns.length > largestAnswer.fields) throw new RecordFault('unusable', `${name} has more than ${largestAnswer.fields} fields`)
  for (const column of columns) checkFieldName(column, name)
  return columns
}

function peopleIn({ columns, rows }: ReadFile): KeptPeople {
  const personOf = (reference: CouncilReference, row: string) => {
    const cells = JSON.parse(row) as readonly string[]
    return { reference, fields: new Map(columns.flatMap((column, place) => (column === referenceColumn ? [] : [[column, cells[place] ?? ''] as const]))) }
  }
  return {
    references: { [Symbol.iterator]: () => rows.keys() },
    find: (reference) => {
      const row = rows.get(reference)
      return row === undefined ? null : personOf(reference, row)
    },
    look: function* (texts) {
      const written = texts.map((text) => JSON.stringify(text).slice(1, -1))
      for (const [reference, row] of rows) {
        const text = row.toLowerCase()
        yield written.every((part) => text.includes(part)) ? personOf(reference, row) : null
      }
    },
  }
}
