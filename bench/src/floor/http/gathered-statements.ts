import sqlite3 from 'sqlite3'

type Row = Record<string, unknown>
type Waiting = { readonly row: readonly unknown[]; readonly resolve: (found: Row | undefined) => void; readonly reject: (error: Error) => void }

/** Gives the answer's row whose `key` is the first of what was asked; none when there is none. */
export type Ask = (...row: readonly (string | number | null)[]) => Promise<Row | undefined>

/** How long writes wait for company, as in the services when much is asked; reads wait for one turn of the event loop. */
const gatheringMs = 12

/**
 * The least that a durable write costs with `sqlite3`: whatever was asked within some milliseconds is one transaction with one
 * statement of each kind, each of them prepared once. A statement takes its questions as a list in JSON.
 */
export function gatheredStatements(connection: sqlite3.Database, texts: readonly string[], isWriting: boolean): Ask[] {
  const run = (text: string): Promise<void> => new Promise((resolve, reject) => void connection.run(text, (error: Error | null) => (error === null ? resolve() : reject(error))))
  const kinds = texts.map((text) => ({ statement: connection.prepare(text), waiting: [] as Waiting[] }))
  let scheduled = false
  const answer = ({ statement, waiting }: (typeof kinds)[number]): Promise<() => void> =>
    new Promise((resolve, reject) => {
      statement.all<Row>([JSON.stringify(waiting.map(({ row }) => row))], (error: Error | null, found) => {
        if (error !== null) return reject(error)
        const answers = new Map(found.map((one) => [one['key'], one]))
        return resolve(() => waiting.forEach((one) => one.resolve(answers.get(one.row[0]))))
      })
    })
  const work = async (): Promise<void> => {
    await new Promise((resolve) => (isWriting ? setTimeout(resolve, gatheringMs) : setImmediate(resolve)))
    scheduled = false
    const asked = kinds.filter(({ waiting }) => waiting.length > 0).map((kind) => ({ ...kind, waiting: kind.waiting.splice(0) }))
    try {
      if (isWriting) await run('BEGIN IMMEDIATE')
      const settle: (() => void)[] = []
      for (const kind of asked) settle.push(await answer(kind))
      if (isWriting) await run('COMMIT')
      for (const one of settle) one()
    } catch (error) {
      for (const { waiting } of asked) for (const { reject } of waiting) reject(error as Error)
    }
  }
  let last: Promise<void> = Promise.resolve()
  return kinds.map(
    ({ waiting }) =>
      (...row) =>
        new Promise((resolve, reject) => {
          waiting.push({ row, resolve, reject })
          if (scheduled) return
          scheduled = true
          last = last.then(work)
        }),
  )
}

export async function openFile(file: string, tables: readonly string[]): Promise<{ readonly writer: sqlite3.Database; readonly reader: sqlite3.Database }> {
  const open = (): Promise<sqlite3.Database> => new Promise((resolve, reject) => {
    const connection = new sqlite3.Database(file, (error) => (error === null ? resolve(connection) : reject(error)))
  })
  const writer = await open()
  const all = ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = FULL', 'PRAGMA temp_store = MEMORY', ...tables].join(';')
  await new Promise<void>((resolve, reject) => void writer.exec(all, (error) => (error === null ? resolve() : reject(error))))
  return { writer, reader: await open() }
}
