import { parseActivity, type Activity } from '../domain/activity.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { parseHeldCredential } from '../domain/parse-held-credential.ts'
import type { Vault } from '../ports.ts'
import type { SealedRecord, Store } from './open-store.ts'
import { openRecordSeal } from './record-seal.ts'

const places = ['credentials', 'activities'] as const
type Place = (typeof places)[number]

/**
 * Credentials and history in IndexedDB, each record sealed. A record that can't be read any more takes none of the others
 * with it.
 */
export async function openVault(store: Store): Promise<Vault> {
  const { seal, open } = await openRecordSeal(store)
  const all = async <Value>(place: Place, parse: (value: unknown) => Value | null): Promise<Value[]> =>
    (await Promise.all((await store.getAll(place)).map((record) => open(record, parse)))).filter((value): value is Awaited<Value> => value !== null)
  const unreadableIn = async (place: Place): Promise<string[]> => {
    const records = await store.getAll(place)
    const opened = await Promise.all(records.map((record) => open<object>(record, parsers[place])))
    return records.filter((_, index) => opened[index] === null).map(({ id }) => id)
  }
  return {
    credentials: async () => (await all('credentials', parseHeldCredential)).toSorted((one, other) => other.receivedAt - one.receivedAt),
    keep: async (credential) => {
      await store.put('credentials', await seal(credential.id, credential))
    },
    amend: (id, change) => amend(store, id, async (record) => {
      const held = await open(record, parseHeldCredential)
      return held === null ? null : seal(id, change(held))
    }),
    remove: (id) => store.delete('credentials', id),
    activities: async () => (await all('activities', parseActivity)).toSorted((one, other) => other.at - one.at),
    note: async (activity) => {
      await store.put('activities', await seal(activity.id, activity))
    },
    forgetActivity: (id) => store.delete('activities', id),
    countUnreadable: async () => (await Promise.all(places.map(unreadableIn))).flat().length,
    removeUnreadable: async () => {
      for (const place of places) for (const id of await unreadableIn(place)) await store.delete(place, id)
    },
  }
}

const parsers: Readonly<Record<Place, (value: unknown) => HeldCredential | Activity | null>> = { credentials: parseHeldCredential, activities: parseActivity }

/** Encrypting takes longer than a transaction of the browser's lives: what changed in between is changed again, what went stays gone. */
async function amend(store: Store, id: string, renew: (record: SealedRecord) => Promise<SealedRecord | null>): Promise<void> {
  for (;;) {
    const before = await store.get('credentials', id)
    const after = before === undefined ? null : await renew(before)
    if (before === undefined || after === null) return
    const credentials = store.transaction('credentials', 'readwrite')
    const present = await credentials.store.get(id)
    const isSame = present !== undefined && present.iv.every((byte, index) => byte === before.iv[index])
    if (isSame) await credentials.store.put(after)
    await credentials.done
    if (isSame || present === undefined) return
  }
}
