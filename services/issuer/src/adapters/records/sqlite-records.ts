import { basename } from 'node:path'
import { openForReading, type Moment } from '@counterfoil/service-kit/persistence/open-for-reading'
import type { PersonRecord } from '../../domain/council-record.ts'
import { mostReferences, peopleOfRows, referenceColumn, referencesOfRows } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'
import type { RecordReader } from './record-reader.ts'
import { canStand, checkColumns, holding, writingsOf } from './sql-words.ts'

export interface SqliteView {
  readonly file: string
  /** A plain name, checked when it was configured. */
  readonly view: string
  /** In which columns staff search; null for all of them. */
  readonly searchIn: readonly string[] | null
}

interface Condition {
  readonly where: string
  readonly given: readonly string[]
}

/** Columns by their types, as they were declared. */
type Columns = ReadonlyMap<string, string>

/** A council's records from a view of an SQLite file, which is opened for reading alone. */
export function sqliteRecords({ file, view, searchIn }: SqliteView): RecordReader {
  const name = basename(file)
  const reading = async <Read>(read: (moment: Moment, columns: Columns) => Promise<Read>): Promise<Read> => {
    const moment = await openForReading(file).catch(() => {
      throw new RecordFault('away', `${name} can't be opened`)
    })
    try {
      const columns = new Map((await moment.all<{ name: string; type: string }>('SELECT name, type FROM pragma_table_info(?)', [view])).map((column) => [column.name, column.type]))
      if (columns.size === 0) throw new RecordFault('unusable', `${name} has no view ${view} that can be read`)
      checkColumns(`${view} of ${name}`, [...columns.keys()], searchIn)
      return await read(moment, columns)
    } catch (error) {
      throw error instanceof RecordFault ? error : new RecordFault('unusable', `${name} has no view ${view} that can be read`)
    } finally {
      await moment.close()
    }
  }
  const find = (conditionOf: (columns: Columns) => Condition | null, most: number): Promise<readonly PersonRecord[]> =>
    reading(async (moment, columns) => {
      const condition = conditionOf(columns)
      if (condition === null) return []
      return peopleOfRows(await moment.all<Record<string, unknown>>(`SELECT * FROM "${view}" WHERE ${condition.where} ORDER BY "${referenceColumn}" LIMIT ${Math.trunc(most)}`, [...condition.given]))
    })
  return {
    whose: ({ field, values, most }) => find((columns) => (columns.has(field) ? { where: `${asText(field, columns)} IN (SELECT value FROM json_each(?))`, given: [JSON.stringify(values.filter(canStand))] } : null), most),
    search: ({ words, most }) => find((columns) => (words.every(canStand) ? searched(words, searchIn ?? [...columns.keys()], columns) : null), most),
    references: (each) =>
      reading(async (moment, columns) => {
        const rows = await moment.all<Record<string, unknown>>(`SELECT ${asText(referenceColumn, columns)} AS ${referenceColumn} FROM "${view}" LIMIT ${mostReferences + 1}`)
        if (rows.length > mostReferences) throw new RecordFault('unusable', `${view} of ${name} holds more than ${mostReferences} people`)
        each(referencesOfRows(rows))
      }),
  }
}

/** Names of columns were checked; a text is left as it is, so that its index serves. */
const asText = (column: string, columns: Columns): string => (columns.get(column)?.toUpperCase() === 'TEXT' ? `"${column}"` : `CAST("${column}" AS TEXT)`)

function searched(words: readonly string[], among: readonly string[], columns: Columns): Condition {
  const patterns = words.map((word) => writingsOf(word).map(holding))
  const holds = (count: number): string => `(${among.flatMap((column) => Array.from({ length: count }, () => `lower(${asText(column, columns)}) LIKE ? ESCAPE '\\'`)).join(' OR ')})`
  return { where: ['1', ...patterns.map(({ length }) => holds(length))].join(' AND '), given: patterns.flatMap((pattern) => among.flatMap(() => pattern)) }
}
