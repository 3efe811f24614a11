import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from './database.ts'

const patience = 2000

/** What is wrong with the database now, in words for an operator; nothing when it answers. */
export async function databaseProblems({ reads }: Pick<Database, 'reads'>): Promise<readonly string[]> {
  const stop = new AbortController()
  try {
    const answered = reads.first('SELECT 1 AS ready').then((row) => row !== null)
    const isAnswering = await Promise.race([answered, wait(patience, false, { signal: stop.signal })])
    return isAnswering ? [] : ['The database does not answer.']
  } catch {
    return ['The database can not be read.']
  } finally {
    stop.abort()
  }
}
