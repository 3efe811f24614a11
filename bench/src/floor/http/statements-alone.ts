import type sqlite3 from 'sqlite3'
import type { Ask } from './gathered-statements.ts'

type Row = Record<string, unknown>

/**
 * Statements as one writes them first: what one request asks at once is a transaction of its own, and the next one waits for
 * its commit. Nothing is shared between requests.
 */
export function statementsAlone(connection: sqlite3.Database, texts: readonly string[], isWriting: boolean): Ask[] {
  const run = (text: string): Promise<void> => new Promise((resolve, reject) => void connection.run(text, (error: Error | null) => (error === null ? resolve() : reject(error))))
  const transaction = async (asks: readonly (() => Promise<void>)[]): Promise<void> => {
    if (isWriting) await run('BEGIN IMMEDIATE')
    for (const ask of asks) await ask()
    if (isWriting) await run('COMMIT')
  }
  let last: Promise<unknown> = Promise.resolve()
  let open: { readonly asks: (() => Promise<void>)[]; readonly done: Promise<unknown> } | null = null
  const begun = (): NonNullable<typeof open> => {
    if (open !== null) return open
    const asks: (() => Promise<void>)[] = []
    // What one request asks at once is asked before this comes.
    const done = Promise.resolve().then(() => {
      open = null
      last = last.then(() => transaction(asks))
      return last
    })
    open = { asks, done }
    return open
  }
  return texts.map((text) => {
    const statement = connection.prepare(text)
    const answerOf = (row: readonly unknown[]): Promise<Row | undefined> =>
      new Promise((resolve, reject) => {
        statement.all<Row>([JSON.stringify([row])], (error: Error | null, [found]) => (error === null ? resolve(found) : reject(error)))
      })
    return async (...row) => {
      let answer: Row | undefined
      const { asks, done } = begun()
      asks.push(async () => {
        answer = await answerOf(row)
      })
      await done
      return answer
    }
  })
}
