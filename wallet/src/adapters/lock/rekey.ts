import type { SealedRecord, Store } from '../open-store.ts'
import { openSealed, sealBytes, sealedPlaces, type SealedPlace } from '../record-seal.ts'
import type { LockRecord } from './lock-record.ts'

/** A change of the vault's key. */
export interface Rekeying {
  /** The key of so far, and what its lock calls it; null for what there is none of. */
  readonly from: { readonly key: CryptoKey | null; readonly generation: string | null }
  readonly to: { readonly key: CryptoKey; readonly record: LockRecord }
}

interface Renewed {
  readonly place: SealedPlace
  readonly before: readonly SealedRecord[]
  readonly after: readonly SealedRecord[]
}

/**
 * Seals every record anew under another key, and puts that key's lock in the place of the old one: all of it in one
 * transaction of the browser's, so that a crash leaves the one or the other. What can't be read stays as it is. False when
 * something was written meanwhile: then nothing was changed.
 */
export async function rekey(store: Store, { from, to }: Rekeying): Promise<boolean> {
  const renewed = await Promise.all(sealedPlaces.map((place) => renew(store, place, from.key, to.key)))
  const change = store.transaction([...sealedPlaces, 'lock', 'keys'] as const, 'readwrite')
  // Waiting for anything but the database would end the transaction: everything was encrypted before.
  const present = await change.objectStore('lock').get('record')
  const stands = (present?.generation ?? null) === from.generation && (await allAsBefore(renewed, (place) => change.objectStore(place).getAll()))
  const writes = (): Promise<unknown>[] => [
    ...renewed.flatMap(({ place, after }) => after.map((record) => change.objectStore(place).put(record))),
    change.objectStore('lock').put(to.record, 'record'),
    // Where versions before this one had the vault's key.
    change.objectStore('keys').delete('vault'),
  ]
  await Promise.all([...(stands ? writes() : []), change.done])
  return stands
}

async function renew(store: Store, place: SealedPlace, from: CryptoKey | null, to: CryptoKey): Promise<Renewed> {
  const before = await store.getAll(place)
  const opened = from === null ? [] : await Promise.all(before.map(async (record) => ({ id: record.id, bytes: await openSealed(from, record) })))
  const readable = opened.flatMap(({ id, bytes }) => (bytes === null ? [] : [{ id, bytes }]))
  return { place, before, after: await Promise.all(readable.map(({ id, bytes }) => sealBytes(to, id, bytes))) }
}

async function allAsBefore(renewed: readonly Renewed[], read: (place: SealedPlace) => Promise<readonly SealedRecord[]>): Promise<boolean> {
  for (const { place, before } of renewed) {
    const now = await read(place)
    if (now.length !== before.length || !now.every((record, index) => isSameRecord(record, before[index]))) return false
  }
  return true
}

const isSameRecord = (one: SealedRecord, other: SealedRecord | undefined): boolean => one.id === other?.id && one.iv?.length === other.iv?.length && (one.iv ?? []).every((byte, index) => byte === other.iv[index])
