import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

/** A record that can be read only with the vault's key. */
export interface SealedRecord {
  readonly id: string
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey }
  credentials: { key: string; value: SealedRecord }
  activities: { key: string; value: SealedRecord }
}

export type Store = IDBPDatabase<Schema>

export const openStore = (name: string): Promise<Store> =>
  openDB<Schema>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('keys')
      database.createObjectStore('credentials', { keyPath: 'id' })
      database.createObjectStore('activities', { keyPath: 'id' })
    },
  })
