import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { Activity } from '../domain/activity.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { parseHeldCredential } from '../domain/parse-held-credential.ts'
import type { Vault } from '../ports.ts'
import type { SealedRecord, Store } from './open-store.ts'

const vaultKeyId = 'vault'
const algorithm = 'AES-GCM'
const places = ['credentials', 'activities'] as const
type Place = (typeof places)[number]

async function vaultKey(store: Store): Promise<CryptoKey> {
  const key = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])
  // Two tabs that open a new wallet at once must end up with one key.
  const keys = store.transaction('keys', 'readwrite')
  const existing = await keys.store.get(vaultKeyId)
  if (existing === undefined) await keys.store.put(key, vaultKeyId)
  await keys.done
  return existing ?? key
}

/**
 * Credentials and history in IndexedDB, each record encrypted with AES-256-GCM under a key that the browser keeps and won't
 * hand out. That protects a copied profile's records and what other scripts could read, not a browser that is open and
 * unlocked: a passkey or passphrase around the key is a later step. Record ids are bound into the encryption. A record that
 * can't be read any more takes none of the others with it.
 */
export async function openVault(store: Store): Promise<Vault> {
  const key = await vaultKey(store)
  const seal = async (id: string, value: object): Promise<SealedRecord> => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { id, iv, sealed: await crypto.subtle.encrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, utf8(JSON.stringify(value))) }
  }
  const open = async <Value>(record: SealedRecord, parse: (value: unknown) => Value | null): Promise<Value | null> => {
    try {
      const { id, iv, sealed } = record
      return parse(JSON.parse(strictUtf8(new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, sealed)))))
    } catch {
      return null
    }
  }
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

function parseActivity(value: unknown): Activity | null {
  return isJsonObject(value) && typeof value['id'] === 'string' && typeof value['at'] === 'number' && isJsonObject(value['who']) && Array.isArray(value['claims']) ? (value as unknown as Activity) : null
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
