import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { Activity } from '../domain/activity.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { Vault } from '../ports.ts'
import type { SealedRecord, Store } from './open-store.ts'

const vaultKeyId = 'vault'
const algorithm = 'AES-GCM'

async function vaultKey(store: Store): Promise<CryptoKey> {
  const existing = await store.get('keys', vaultKeyId)
  if (existing !== undefined) return existing
  const key = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])
  await store.put('keys', key, vaultKeyId)
  return key
}

/**
 * Credentials and history in IndexedDB, each record encrypted with AES-256-GCM under a key that the browser keeps and won't
 * hand out. That protects a copied profile's records and what other scripts could read, not a browser that is open and
 * unlocked: a passkey or passphrase around the key is a later step. Record ids are bound into the encryption.
 */
export async function openVault(store: Store): Promise<Vault> {
  const key = await vaultKey(store)
  const seal = async (id: string, value: object): Promise<SealedRecord> => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { id, iv, sealed: await crypto.subtle.encrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, utf8(JSON.stringify(value))) }
  }
  const open = async <Value>({ id, iv, sealed }: SealedRecord): Promise<Value> =>
    JSON.parse(strictUtf8(new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, sealed)))) as Value
  const all = async <Value>(place: 'credentials' | 'activities'): Promise<Value[]> => Promise.all((await store.getAll(place)).map((record) => open<Value>(record)))
  return {
    credentials: async () => (await all<HeldCredential>('credentials')).toSorted((one, other) => other.receivedAt - one.receivedAt),
    keep: async (credential) => {
      await store.put('credentials', await seal(credential.id, credential))
    },
    remove: (id) => store.delete('credentials', id),
    activities: async () => (await all<Activity>('activities')).toSorted((one, other) => other.at - one.at),
    note: async (activity) => {
      await store.put('activities', await seal(activity.id, activity))
    },
    forgetActivity: (id) => store.delete('activities', id),
  }
}
