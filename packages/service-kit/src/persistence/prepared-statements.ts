import sqlite3, { type Database, type Statement } from 'sqlite3'
import type { SqlValue, Writes } from './database.ts'

/** The database refused a statement. It tells which rule was broken, never with which values. */
export class StatementFailed extends Error {
  readonly code: string | undefined
  constructor({ message, code }: Error & { readonly code?: string }) {
    super(message)
    this.name = 'StatementFailed'
    this.code = code
  }
}

/**
 * The `sqlite3` driver for TypeORM without its traces: those cost a stack for each statement, and would write the
 * statement's values into the stack of an error, from where they could reach a log.
 */
export const quietSqlite = { Database: sqlite3.Database, OPEN_URI: sqlite3.OPEN_URI, verbose: (): object => quietSqlite }

/** A connection's statements, prepared once. */
export interface PreparedStatements extends Writes {
  /** To be called before the connection is closed, which it refuses while it has statements. */
  finalize(): Promise<void>
}

type Asked<Answer> = (statement: Statement, answered: (error: Error | null, answer: Answer) => void) => void

const mostKept = 200

/**
 * Asks a connection through statements that are prepared once and kept, one at a time and in order. Those that overlap on
 * one connection run in any order: a reader could miss what was just acknowledged, and a statement of a unit that failed
 * could run after its undoing.
 */
export function preparedStatements(connection: Database): PreparedStatements {
  const kept = new Map<string, Statement>()
  let last: Promise<unknown> = Promise.resolve()

  const prepared = (sql: string, reject: (error: Error) => void): Statement => {
    const known = kept.get(sql)
    if (known !== undefined) return known
    if (kept.size >= mostKept) forgetOldest(kept)
    const statement = connection.prepare(sql, (error: Error | null) => {
      if (error === null) return
      kept.delete(sql)
      reject(error)
    })
    kept.set(sql, statement)
    return statement
  }
  const ask = async <Answer>(sql: string, asked: Asked<Answer>): Promise<Answer> => {
    const answered = last.then(
      () => new Promise<Answer>((resolve, reject) => asked(prepared(sql, reject), (error, answer) => (error === null ? resolve(answer) : reject(error)))),
    )
    last = answered.catch(() => null)
    try {
      return await answered
    } catch (error) {
      throw new StatementFailed(error as Error) // the driver gives nothing else
    }
  }
  const all = <Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> => ask<Row[]>(sql, (statement, answered) => void statement.all<Row>(parameters, answered))
  return {
    all,
    first: async <Row>(sql: string, parameters?: readonly SqlValue[]) => (await all<Row>(sql, parameters))[0] ?? null,
    run: (sql, parameters = []) =>
      ask<number>(sql, (statement, answered) => {
        statement.run(parameters, function done(error: Error | null) {
          answered(error, this.changes)
        })
      }),
    finalize: async () => {
      await last
      for (const statement of kept.values()) await new Promise<void>((resolve) => void statement.finalize(() => resolve()))
      kept.clear()
    },
  }
}

function forgetOldest(kept: Map<string, Statement>): void {
  const [oldest] = kept
  if (oldest === undefined) return
  kept.delete(oldest[0])
  oldest[1].finalize()
}
