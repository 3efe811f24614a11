import { basename } from 'node:path'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { largestSource, peopleOfRows, type ReadRecords } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

/** A council's records from a view of an SQLite file, which is opened for reading alone. `view` is a plain name, checked when it was configured. */
export function sqliteRecords({ file, view }: { readonly file: string; readonly view: string }): ReadRecords {
  const name = basename(file)
  return async () => {
    const moment = await openForReading(file).catch(() => {
      throw new RecordFault('away', `${name} can't be opened`)
    })
    try {
      return peopleOfRows(await moment.all<Record<string, unknown>>(`SELECT * FROM "${view}" LIMIT ${largestSource.people + 1}`))
    } catch (error) {
      throw error instanceof RecordFault ? error : new RecordFault('unusable', `${name} has no view ${view} that can be read`)
    } finally {
      await moment.close()
    }
  }
}
