import { join } from 'node:path'
import { appendEntries } from '../audit/append-entries.ts'
import { CreateAuditTables1764201600000 } from '../audit/create-audit-tables.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { CreateAnchorTables1765400000000 } from './create-anchor-tables.ts'
import { openDatabase, type Database, type Reads } from '../persistence/database.ts'
import { step } from '../system/steps.ts'
import { systemClock } from '../system/system-clock.ts'

/** Who asks for a write, and why, as the audit log tells it. */
export interface AskedBy {
  readonly actor: string
  readonly reason: string
}

/** The audit log of what is written from one place: entries of the list, and the documents of its authorities. */
export interface ListLog {
  readonly database: Database
  /** Does a write between two entries of the log: that it was decided on, and that it is done. */
  telling<Result>(object: string, by: AskedBy, work: () => Result | Promise<Result>): Promise<Result>
  /** Who asked for what, in its order. */
  told(): Promise<readonly (AskedBy & { readonly object: string })[]>
  close(): Promise<void>
}

/** What was written, as the log names it. */
export const writtenObjects = {
  entry: (hash: string): string => `entry:${hash}`,
  published: (kid: string): string => `publish:${kid}`,
  revoked: (kid: string): string => `revoke:${kid}`,
  removed: (did: string): string => `remove:${did}`,
}

export const listLogMigrations = [CreateAuditTables1764201600000, CreateAnchorTables1765400000000] as const
export const listLogFile = (folder: string): string => join(folder, 'log.sqlite')

/** Opens the log below a folder. What an earlier run was cut off at is told by whether it stands now. */
export async function openListLog(folder: string, stands: (object: string) => boolean | Promise<boolean>): Promise<ListLog> {
  const database = await openDatabase({ file: listLogFile(folder), entities: [], migrations: listLogMigrations })
  const tell = (event: 'list.queued' | 'list.written' | 'list.dropped', object: string, { actor, reason }: { readonly actor: string; readonly reason: string | null }): Promise<void> =>
    database.write((writes) => appendEntries(writes, [{ authority: consortiumLog, at: systemClock.now(), actor, event, object, reason }]))
  for (const object of await underWay(database.reads)) await tell((await stands(object)) ? 'list.written' : 'list.dropped', object, { actor: 'registrar', reason: null })
  return {
    database,
    telling: async (object, by, work) => {
      await tell('list.queued', object, by)
      step('outbox.put_down')
      const result = await work()
      step('list.written')
      await tell('list.written', object, { actor: by.actor, reason: null })
      return result
    },
    told: () => database.reads.all("SELECT object, actor, reason FROM audit_entries WHERE event = 'list.queued' AND object NOT LIKE 'counterfoil/%' ORDER BY sequence"),
    close: () => database.close(),
  }
}

async function underWay(reads: Reads): Promise<readonly string[]> {
  const rows = await reads.all<{ object: string }>("SELECT object FROM audit_entries WHERE event LIKE 'list.%' AND object NOT LIKE 'counterfoil/%' GROUP BY object HAVING SUM(CASE event WHEN 'list.queued' THEN 1 ELSE -1 END) > 0")
  return rows.map(({ object }) => object)
}
