import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { Fault } from '../domain/fault.ts'

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
  facts: { key: string; value: SealedRecord }
}

export type Store = IDBPDatabase<Schema>

const version = 2

/** Opens the browser's database. Throws a Fault `wallet_outdated` when a later version of the wallet has used it already. */
export async function openStore(name: string): Promise<Store> {
  try {
    return await openDB<Schema>(name, version, {
      upgrade: (database, before) => {
        if (before < 1) {
          database.createObjectStore('keys')
          database.createObjectStore('credentials', { keyPath: 'id' })
          database.createObjectStore('activities', { keyPath: 'id' })
        }
        database.createObjectStore('facts', { keyPath: 'id' })
      },
      // A later version of the wallet in another tab may go ahead; this tab loads it when it is used again.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    })
  } catch (cause) {
    throw cause instanceof DOMException && cause.name === 'VersionError' ? new Fault('wallet_outdated', { cause }) : cause
  }
}
