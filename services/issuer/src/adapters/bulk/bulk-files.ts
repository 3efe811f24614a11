import { pipeline } from 'node:stream/promises'
import { withoutApostrophe } from '@counterfoil/shared/kernel/csv'
import { CsvError, parse } from 'csv-parse'
import { bulkColumns, bulkLimits, readHeadings, type BulkColumn, type BulkHeadings, type FileFault, type FileRow, type ReadBulkFile } from '../../domain/bulk/bulk-file.ts'
import type { BulkFiles, FileBytes } from '../../ports/bulk.ts'

/** A file that can't be taken: ends the reading where it stands. */
class Unreadable extends Error {
  readonly found: FileFault

  constructor(found: FileFault) {
    super(found.fault)
    this.found = found
  }
}

// Every line is a row, as in a spreadsheet, and rows may be shorter than their headings.
const options = { relax_column_count: true, skip_empty_lines: false, max_record_size: bulkLimits.recordBytes } as const

/** Bulk files, read as they come in: no more of them is held than the rows that a file may have. */
export const bulkFiles: BulkFiles = {
  read: async (bytes) => {
    const rows = new RowsRead()
    try {
      await pipeline(textOf(bytes), parse(options), async (records: AsyncIterable<readonly string[]>) => {
        for await (const record of records) rows.add(record)
      })
      return rows.end()
    } catch (error) {
      if (error instanceof Unreadable) return error.found
      if (error instanceof CsvError) return faultOf(error)
      throw error
    }
  },
}

class RowsRead {
  /** Of the spreadsheet, the headings and empty ones among them. */
  count = 0
  #headings: BulkHeadings | null = null
  #filled = 0
  readonly #rows: FileRow[] = []

  add(record: readonly string[]): void {
    this.count += 1
    if (this.#headings === null) {
      const read = readHeadings(record)
      if ('fault' in read) throw new Unreadable(record.every((cell) => cell.trim() === '') ? { fault: 'empty' } : read)
      this.#headings = read
    } else if (record.some((cell) => cell.trim() !== '')) {
      this.#filled += 1
      // Counted to the end, to tell how many there are.
      if (this.#filled <= bulkLimits.rows) this.#rows.push(rowOf(this.count, record, this.#headings))
    }
  }

  end(): ReadBulkFile | FileFault {
    if (this.#headings === null) return { fault: 'empty' }
    if (this.#filled === 0) return { fault: 'no_rows' }
    return this.#filled > bulkLimits.rows ? { fault: 'too_many_rows', rows: this.#filled } : { rows: this.#rows, passedOver: this.#headings.passedOver }
  }
}

function rowOf(number: number, record: readonly string[], { places, width }: BulkHeadings): FileRow {
  const cellOf = (column: BulkColumn): string => withoutApostrophe((record[places.get(column) ?? -1] ?? '').trim()).trim()
  const cells = Object.fromEntries(bulkColumns.map((column) => [column, cellOf(column)])) as FileRow['cells'] // every column
  return { number, cells, hasMore: record.slice(width).some((cell) => cell.trim() !== '') }
}

/** The parser tells how many rows were whole before the one that isn't. */
const faultOf = (error: CsvError): FileFault => ({ fault: error.code === 'CSV_MAX_RECORD_SIZE' ? 'long_row' : 'open_quote', row: Number(error['records']) + 1 })

/** Text, piece by piece, as long as it is text. */
async function* textOf(bytes: FileBytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (piece?: Uint8Array): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch {
      throw new Unreadable({ fault: 'not_utf8' })
    }
  }
  let read = 0
  for await (const piece of bytes) {
    if (read === 0) mustLookLikeText(piece)
    read += piece.length
    if (read > bulkLimits.bytes) throw new Unreadable({ fault: 'too_large' })
    const text = decode(piece)
    if (text.includes('\0')) throw new Unreadable({ fault: 'not_csv' })
    yield text
  }
  yield decode()
}

const beginnings: readonly (readonly [fault: 'zipped' | 'utf16' | 'not_csv', bytes: readonly number[]])[] = [
  // What spreadsheets save by themselves: a zip archive, or the container of old.
  ['zipped', [0x50, 0x4b]],
  ['zipped', [0xd0, 0xcf, 0x11, 0xe0]],
  ['zipped', [0x1f, 0x8b]],
  ['utf16', [0xff, 0xfe]],
  ['utf16', [0xfe, 0xff]],
  ['not_csv', [0x25, 0x50, 0x44, 0x46]],
]

function mustLookLikeText(piece: Uint8Array): void {
  const known = beginnings.find(([, bytes]) => bytes.every((byte, place) => piece[place] === byte))
  if (known !== undefined) throw new Unreadable({ fault: known[0] })
  if (piece.length > 1 && (piece[0] === 0) !== (piece[1] === 0)) throw new Unreadable({ fault: 'utf16' })
}
