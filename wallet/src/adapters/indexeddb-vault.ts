import { parseActivity, type Activity } from '../domain/activity.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { parseHeldCredential } from '../domain/parse-held-credential.ts'
import { parsePendingSignIn } from '../domain/pending-sign-in.ts'
import type { Vault } from '../ports.ts'
import type { Store } from './open-store.ts'
import { openRecord, putSealed, sealRecord, type AskKey } from './record-seal.ts'

const places = ['credentials', 'activities'] as const
type Place = (typeof places)[number] | 'signIns'

/**
 * Credentials and history in IndexedDB, each record sealed. A record that can't be read any more takes none of the others
 * with it. While the wallet is locked everything waits.
 */
export function openVault(store: Store, askKey: AskKey): Vault {
  const all = async <Value>(place: Place, parse: (value: unknown) => Value | null): Promise<Value[]> => {
    const { key } = await askKey()
    return (await Promise.all((await store.getAll(place)).map((record) => openRecord(key, record, parse)))).filter((value): value is Awaited<Value> => value !== null)
  }
  const unreadableIn = async (place: (typeof places)[number]): Promise<string[]> => {
    const { key } = await askKey()
    const records = await store.getAll(place)
    const opened = await Promise.all(records.map((record) => openRecord<object>(key, record, parsers[place])))
    return records.filter((_, index) => opened[index] === null).map(({ id }) => id)
  }
  return {
    credentials: async () => (await all('credentials', parseHeldCredential)).toSorted((one, other) => other.receivedAt - one.receivedAt),
    keep: (credential) => putSealed(store, askKey, 'credentials', { id: credential.id, value: credential }),
    amend: (id, change) => amend(store, askKey, id, change),
    remove: (id) => store.delete('credentials', id),
    activities: async () => (await all('activities', parseActivity)).toSorted((one, other) => other.at - one.at),
    note: (activity) => putSealed(store, askKey, 'activities', { id: activity.id, value: activity }),
    forgetActivity: (id) => store.delete('activities', id),
    signIns: () => all('signIns', parsePendingSignIn),
    noteSignIn: (signIn) => putSealed(store, askKey, 'signIns', { id: signIn.state, value: signIn }),
    endSignIn: (state) => store.delete('signIns', state),
    keepInPlaceOf: (state, credential) => keepInPlaceOf(store, askKey, state, credential),
    countUnreadable: async () => (await Promise.all(places.map(unreadableIn))).flat().length,
    removeUnreadable: async () => {
      for (const place of places) for (const id of await unreadableIn(place)) await store.delete(place, id)
    },
  }
}

const parsers: Readonly<Record<(typeof places)[number], (value: unknown) => HeldCredential | Activity | null>> = { credentials: parseHeldCredential, activities: parseActivity }

/** Encrypting takes longer than a transaction of the browser's lives: what changed in between is changed again, what went stays gone. */
async function amend(store: Store, askKey: AskKey, id: string, renew: (held: HeldCredential) => HeldCredential): Promise<void> {
  for (;;) {
    const { key, generation } = await askKey()
    const before = await store.get('credentials', id)
    const held = before === undefined ? null : await openRecord(key, before, parseHeldCredential)
    if (before === undefined || held === null) return
    const after = await sealRecord(key, id, renew(held))
    const change = store.transaction(['credentials', 'lock'], 'readwrite')
    const present = await change.objectStore('credentials').get(id)
    const isSame = (await change.objectStore('lock').get('record'))?.generation === generation && present !== undefined && present.iv.every((byte, index) => byte === before.iv[index])
    await Promise.all([isSame ? change.objectStore('credentials').put(after) : null, change.done])
    if (isSame || present === undefined) return
  }
}

/** Both at once: what was ended in another tab meanwhile comes back in no form. */
async function keepInPlaceOf(store: Store, askKey: AskKey, state: string, credential: HeldCredential): Promise<boolean> {
  for (;;) {
    const { key, generation } = await askKey()
    const record = await sealRecord(key, credential.id, credential)
    const change = store.transaction(['credentials', 'signIns', 'lock'], 'readwrite')
    const isOpen = (await change.objectStore('signIns').getKey(state)) !== undefined
    const isSame = (await change.objectStore('lock').get('record'))?.generation === generation
    await Promise.all([...(isOpen && isSame ? [change.objectStore('credentials').put(record), change.objectStore('signIns').delete(state)] : []), change.done])
    if (isSame || !isOpen) return isOpen
  }
}
