import type { Database } from '@counterfoil/service-kit/persistence/database'
import { open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { fromBase64Url, strictUtf8, toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { epochSeconds, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isYoungerThan } from '@counterfoil/shared/kernel/fact'
import type { Json } from '@counterfoil/shared/kernel/json'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { EntitySchema } from 'typeorm'

export interface KeptFactRow {
  readonly name: string
  readonly sealed: string
  readonly kept_at: number
}

export const keptFactEntity = new EntitySchema<KeptFactRow>({
  name: 'KeptFact',
  tableName: 'kept_facts',
  columns: { name: { type: 'text', primary: true }, sealed: { type: 'text' }, kept_at: { type: 'integer' } },
})

interface Entry {
  tell: () => Json
  writtenAt: EpochSeconds
  /** `soon` when it holds something new, `later` when it was only confirmed. */
  due: 'soon' | 'later' | null
}

/** A fact that nobody confirmed for so long is of no use to anybody. */
const forgottenAfter = seconds(90 * 86_400)
const confirmedAfter = seconds(60)
const mostWrittenAtOnce = 200
const mostKept = 5000
/** In UTF-16 units. Anybody may present an identity of their own, however much they wrote about it on the ledger. */
const largestKept = 1024 * 1024

export interface KeptFactsOptions {
  readonly database: Database
  readonly key: Uint8Array
  readonly clock: Clock
  readonly logger: Logger
}

export interface KeptFactsTable extends KeptFacts {
  /** Writes what is due, in one unit. */
  write(): Promise<void>
  /** Writes everything, before the end. */
  writeAll(): Promise<void>
}

/**
 * Facts about authorities, in a table. Each row is sealed with a key of the service and bound to its name: whoever can
 * write the file can take a fact away or put an older one back, but can't make one up. There is room for a number of them:
 * those that nobody asked about for longest go first, so that identities of strangers push none out that is in use.
 */
export async function openKeptFacts({ database, key, clock, logger }: KeptFactsOptions): Promise<KeptFactsTable> {
  const entries = new Map<string, Entry>()
  const forgotten = new Set<string>()
  await database.write((writes) => writes.run('DELETE FROM kept_facts WHERE kept_at < ?', [clock.now() - forgottenAfter]))
  for (const row of await database.reads.all<KeptFactRow>('SELECT name, sealed, kept_at FROM kept_facts ORDER BY kept_at')) {
    const fact = openRow(row)
    if (fact !== undefined) entries.set(row.name, { tell: () => fact, writtenAt: epochSeconds(row.kept_at), due: null })
  }
  return {
    read: (name) => entries.get(name)?.tell(),
    keep: (name, tell) => note(name, tell, 'soon'),
    confirm: (name, tell) => note(name, tell, entries.get(name)?.due ?? 'later'),
    write: () => write(({ due, writtenAt }) => due === 'soon' || (due === 'later' && !isYoungerThan({ observedAt: writtenAt }, confirmedAfter, clock.now()))),
    writeAll: () => write(({ due }) => due !== null),
  }

  function openRow({ name, sealed }: KeptFactRow): Json | undefined {
    try {
      return JSON.parse(strictUtf8(open(key, fromBase64Url(sealed) ?? new Uint8Array(), contextOf(name)))) as Json
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      logger.warn({ name }, 'a kept fact was altered, and is not used')
      return undefined
    }
  }

  function note(name: string, tell: () => Json, due: 'soon' | 'later'): void {
    const before = entries.get(name)
    entries.delete(name)
    entries.set(name, { tell, writtenAt: before?.writtenAt ?? epochSeconds(0), due })
    const [oldest] = entries.keys()
    if (entries.size <= mostKept || oldest === undefined) return
    entries.delete(oldest)
    forgotten.add(oldest)
  }

  async function write(isDue: (entry: Entry) => boolean): Promise<void> {
    for (let due = take(isDue); due.length > 0; due = take(isDue)) await put(due)
  }

  function take(isDue: (entry: Entry) => boolean): (readonly [string, Entry])[] {
    return [...entries].filter(([, entry]) => isDue(entry)).slice(0, mostWrittenAtOnce)
  }

  async function put(due: readonly (readonly [string, Entry])[]): Promise<void> {
    const now = clock.now()
    const rows = due.flatMap(([name, { tell }]): KeptFactRow[] => {
      const text = JSON.stringify(tell())
      return text.length > largestKept ? [] : [{ name, sealed: toBase64Url(seal(key, utf8(text), contextOf(name))), kept_at: now }]
    })
    const gone = [...forgotten]
    await database.write(async (writes) => {
      await writes.run('DELETE FROM kept_facts WHERE name IN (SELECT value FROM json_each(?))', [JSON.stringify(gone)])
      await writes.run(
        `WITH given AS (SELECT value AS row FROM json_each(?))
         INSERT INTO kept_facts (name, sealed, kept_at) SELECT row ->> 'name', row ->> 'sealed', row ->> 'kept_at' FROM given WHERE true
         ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, kept_at = excluded.kept_at`,
        [JSON.stringify(rows)],
      )
    })
    for (const name of gone) forgotten.delete(name)
    for (const [, entry] of due) Object.assign(entry, { due: null, writtenAt: now })
  }
}

const contextOf = (name: string): string => `kept fact ${name}`
