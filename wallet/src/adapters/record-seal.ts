import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { SealedRecord, Store } from './open-store.ts'

const vaultKeyId = 'vault'
const algorithm = 'AES-GCM'

/** Seals records of this wallet and opens them again; what can't be read any more, or makes no sense, opens as null. */
export interface RecordSeal {
  readonly seal: (id: string, value: object) => Promise<SealedRecord>
  readonly open: <Value>(record: SealedRecord, parse: (value: unknown) => Value | null) => Promise<Value | null>
}

/**
 * AES-256-GCM under a key that the browser keeps and won't hand out. That protects a copied profile's records and what
 * other scripts could read, not a browser that is open and unlocked: a passkey or passphrase around the key is a later
 * step. Record ids are bound into the encryption.
 */
export async function openRecordSeal(store: Store): Promise<RecordSeal> {
  const key = await vaultKey(store)
  return {
    seal: async (id, value) => {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      return { id, iv, sealed: await crypto.subtle.encrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, utf8(JSON.stringify(value))) }
    },
    open: async ({ id, iv, sealed }, parse) => {
      try {
        return parse(JSON.parse(strictUtf8(new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, sealed)))))
      } catch {
        return null
      }
    },
  }
}

async function vaultKey(store: Store): Promise<CryptoKey> {
  const key = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])
  // Two tabs that open a new wallet at once must end up with one key.
  const keys = store.transaction('keys', 'readwrite')
  const existing = await keys.store.get(vaultKeyId)
  if (existing === undefined) await keys.store.put(key, vaultKeyId)
  await keys.done
  return existing ?? key
}
