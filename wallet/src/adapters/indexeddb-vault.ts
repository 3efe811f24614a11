import { parseActivity, type Activity } from '../domain/activity.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { parseHeldCredential } from '../domain/parse-held-credential.ts'
import { parseRecovery } from '../domain/parse-recovery.ts'
import { parsePendingOffer } from '../domain/pending-offer.ts'
import { parsePendingSignIn } from '../domain/pending-sign-in.ts'
import { parsePerson } from '../domain/person.ts'
import { noRecovery } from '../domain/recovery.ts'
import { parseSharedGrant } from '../domain/shared-grant.ts'
import { parseWaitingIssuance } from '../domain/waiting-issuance.ts'
import type { Vault } from '../ports.ts'
import { putInPlaceOf } from './in-place-of.ts'
import type { SealedRecord, Store } from './open-store.ts'
import { openRecord, putSealed, sealRecord, type AskKey } from './record-seal.ts'
import { toldWhenFull } from './told-when-full.ts'

const places = ['credentials', 'activities'] as const
type Place = (typeof places)[number] | 'signIns' | 'waiting' | 'recovery' | 'people'

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
    credentials: async () => (await all('credentials', parseHeldCredential)).filter(({ deletedAt }) => deletedAt === undefined).toSorted((one, other) => other.receivedAt - one.receivedAt),
    deleted: async () => (await all('credentials', parseHeldCredential)).filter(({ deletedAt }) => deletedAt !== undefined),
    keep: (credential) => putSealed(store, askKey, 'credentials', { id: credential.id, value: credential }),
    amend: (id, change) => amend(store, askKey, { place: 'credentials', id, parse: parseHeldCredential, absent: null }, change),
    remove: (id) => store.delete('credentials', id),
    activities: async () => (await all('activities', parseActivity)).toSorted((one, other) => other.at - one.at),
    note: (activity) => putSealed(store, askKey, 'activities', { id: activity.id, value: activity }),
    forgetActivity: (id) => store.delete('activities', id),
    people: () => all('people', parsePerson),
    notePerson: (person) => putSealed(store, askKey, 'people', { id: person.id, value: person }),
    removePerson: (id) => store.delete('people', id),
    signIns: () => all('signIns', parsePendingSignIn),
    noteSignIn: (signIn) => putSealed(store, askKey, 'signIns', { id: signIn.state, value: signIn }),
    endSignIn: (state) => store.delete('signIns', state),
    pendingOffers: () => all('signIns', parsePendingOffer),
    pendingOffer: async (id) => {
      const record = await store.get('signIns', id)
      return record === undefined ? null : openRecord((await askKey()).key, record, parsePendingOffer)
    },
    notePendingOffer: (offer) => putSealed(store, askKey, 'signIns', { id: offer.id, value: offer }),
    endPendingOffer: (id) => store.delete('signIns', id),
    keepInPlaceOf: (before, value) => putInPlaceOf(store, askKey, { from: 'waiting' in before ? { place: 'waiting', id: before.waiting } : { place: 'signIns', id: 'signIn' in before ? before.signIn : before.offer }, to: { place: 'credentials', value } }),
    waiting: async () => (await all('waiting', parseWaitingIssuance)).toSorted((one, other) => other.begunAt - one.begunAt),
    noteWaiting: (waiting) => putSealed(store, askKey, 'waiting', { id: waiting.id, value: waiting }),
    endWaiting: (id) => store.delete('waiting', id),
    waitInPlaceOf: (state, value) => putInPlaceOf(store, askKey, { from: { place: 'signIns', id: state }, to: { place: 'waiting', value } }),
    sharedGrants: () => all('signIns', parseSharedGrant),
    sharedGrant: async (id) => {
      const record = await store.get('signIns', id)
      return record === undefined ? null : openRecord((await askKey()).key, record, parseSharedGrant)
    },
    noteSharedGrant: (grant) => putSealed(store, askKey, 'signIns', { id: grant.id, value: grant }),
    endSharedGrant: (id) => store.delete('signIns', id),
    recovery: async () => (await all('recovery', parseRecovery))[0] ?? noRecovery,
    amendRecovery: async (change) => void (await amend(store, askKey, { place: 'recovery', id: 'recovery', parse: parseRecovery, absent: noRecovery }, change)),
    countUnreadable: async () => (await Promise.all(places.map(unreadableIn))).flat().length,
    removeUnreadable: async () => {
      for (const place of places) for (const id of await unreadableIn(place)) await store.delete(place, id)
    },
  }
}

const parsers: Readonly<Record<(typeof places)[number], (value: unknown) => HeldCredential | Activity | null>> = { credentials: parseHeldCredential, activities: parseActivity }

/** One record that may be changed. */
interface Amendable<Value> {
  readonly place: 'credentials' | 'recovery'
  readonly id: string
  readonly parse: (value: unknown) => Value | null
  /** What is changed where nothing is kept yet, or nothing that can be read; null to leave it at that. */
  readonly absent: Value | null
}

/** Encrypting takes longer than a transaction of the browser's lives: what changed in between is changed again, what went stays gone. */
async function amend<Value extends object>(store: Store, askKey: AskKey, { place, id, parse, absent }: Amendable<Value>, renew: (value: Value) => Value): Promise<Value | null> {
  for (;;) {
    const { key, generation } = await askKey()
    const before = await store.get(place, id)
    const value = (before === undefined ? null : await openRecord(key, before, parse)) ?? absent
    if (value === null) return null
    const renewed = renew(value)
    const after = await sealRecord(key, id, renewed)
    const change = store.transaction([place, 'lock'], 'readwrite')
    const present = await change.objectStore(place).get(id)
    const isSame = (await change.objectStore('lock').get('record'))?.generation === generation && isSameRecord(before, present)
    await toldWhenFull(() => Promise.all([isSame ? change.objectStore(place).put(after) : null, change.done]))
    if (isSame) return renewed
    if (present === undefined && absent === null) return null
  }
}

const isSameRecord = (one: SealedRecord | undefined, other: SealedRecord | undefined): boolean =>
  one === undefined || other === undefined ? one === other : other.iv.every((byte, index) => byte === one.iv[index])
