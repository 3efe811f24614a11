import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import type { Store } from './open-store.ts'
import { openRecord, putSealed, type AskKey } from './record-seal.ts'

/** What is only younger than before is written this seldom, in milliseconds: it then seems a little older than it is. */
const confirmEvery = 60_000

/**
 * What the ledger said, kept for the day it is away. It is public, but which councils somebody has to do with is not: so it
 * is sealed like everything else here. What can't be read, or written, is as if it had not been kept.
 */
export async function openKeptFacts(store: Store, askKey: AskKey): Promise<KeptFacts> {
  const { key } = await askKey()
  const records = await store.getAll('facts')
  const opened = await Promise.all(records.map((record) => openRecord(key, record, factIn)))
  const facts = new Map<string, Json>(records.flatMap(({ id }, place) => (opened[place] === null || opened[place] === undefined ? [] : [[id, opened[place]]])))
  const writtenAt = new Map<string, number>()
  const write = (name: string, fact: Json): void => {
    facts.set(name, fact)
    writtenAt.set(name, performance.now())
    void putSealed(store, askKey, 'facts', { id: name, value: { fact } }).catch(() => {})
  }
  return {
    read: (name) => facts.get(name),
    keep: (name, tell) => write(name, tell()),
    confirm: (name, tell) => {
      if (performance.now() - (writtenAt.get(name) ?? -confirmEvery) >= confirmEvery) write(name, tell())
    },
  }
}

const factIn = (value: unknown): Json | null => (isJsonObject(value) ? (value['fact'] ?? null) : null)
