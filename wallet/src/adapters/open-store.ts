import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { Fault } from '../domain/fault.ts'
import type { LockRecord, Tries } from './lock/lock-record.ts'

/** A record that can be read only with the vault's key. */
export interface SealedRecord {
  readonly id: string
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

interface Schema extends DBSchema {
  /** Of holders, sealed where the wallet is of a session; before version 3 also the vault's, which its lock has now. */
  keys: { key: string; value: CryptoKey | SealedRecord }
  credentials: { key: string; value: SealedRecord }
  activities: { key: string; value: SealedRecord }
  facts: { key: string; value: SealedRecord }
  /** What was begun at an issuer and hasn't come to a credential: sign-ins until the citizen comes back, and offers whose code is used. */
  signIns: { key: string; value: SealedRecord }
  /** What issuers are still preparing. */
  waiting: { key: string; value: SealedRecord }
  /** What is known of backups, in one record. */
  recovery: { key: string; value: SealedRecord }
  people: { key: string; value: SealedRecord }
  lock: { key: 'record'; value: LockRecord }
  tries: { key: 'passphrase'; value: Tries }
}

export type Store = IDBPDatabase<Schema>

const version = 7

/** Opens the browser's database, and calls back should it be deleted under the wallet's hands. Throws a Fault `wallet_outdated` when a later version of the wallet has used it already. */
export async function openStore(name: string, wiped: () => void = () => {}): Promise<Store> {
  try {
    return await openDB<Schema>(name, version, {
      upgrade: (database, before) => {
        if (before < 1) {
          database.createObjectStore('keys')
          database.createObjectStore('credentials', { keyPath: 'id' })
          database.createObjectStore('activities', { keyPath: 'id' })
        }
        if (before < 2) database.createObjectStore('facts', { keyPath: 'id' })
        if (before < 3) {
          database.createObjectStore('lock')
          database.createObjectStore('tries')
        }
        if (before < 4) database.createObjectStore('signIns', { keyPath: 'id' })
        if (before < 5) database.createObjectStore('waiting', { keyPath: 'id' })
        if (before < 6) database.createObjectStore('recovery', { keyPath: 'id' })
        database.createObjectStore('people', { keyPath: 'id' })
      },
      terminated: wiped,
      // A later version of the wallet in another tab may go ahead; this tab loads it when it is used again.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    })
  } catch (cause) {
    throw cause instanceof DOMException && cause.name === 'VersionError' ? new Fault('wallet_outdated', { cause }) : cause
  }
}

/** Nothing of this wallet stays, all at once. */
export async function emptyStore(store: Store): Promise<void> {
  const places = [...store.objectStoreNames]
  const change = store.transaction(places, 'readwrite')
  await Promise.all([...places.map((place) => change.objectStore(place).clear()), change.done])
}
