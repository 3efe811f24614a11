import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { SealedRecord, Store } from './open-store.ts'
import { toldWhenFull } from './told-when-full.ts'

const algorithm = 'AES-GCM'

export const sealedPlaces = ['credentials', 'activities', 'facts', 'signIns', 'waiting', 'recovery', 'people'] as const
export type SealedPlace = (typeof sealedPlaces)[number]

/** The vault's key as it is now, and the name of that key. */
export interface PresentKey {
  readonly key: CryptoKey
  readonly generation: string
}

/** Answers once the wallet is open; then it is the key with which everything is sealed. */
export type AskKey = () => Promise<PresentKey>

/** AES-256-GCM; a record's id is bound into its encryption. */
export async function sealBytes(key: CryptoKey, id: string, bytes: Uint8Array<ArrayBuffer>): Promise<SealedRecord> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { id, iv, sealed: await crypto.subtle.encrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, bytes) }
}

/** Null for what can't be read any more. */
export async function openSealed(key: CryptoKey, { id, iv, sealed }: SealedRecord): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData: utf8(id) }, key, sealed))
  } catch {
    return null
  }
}

export const sealRecord = (key: CryptoKey, id: string, value: object): Promise<SealedRecord> => sealBytes(key, id, utf8(JSON.stringify(value)))

/** Null also for what makes no sense. */
export async function openRecord<Value>(key: CryptoKey, record: SealedRecord, parse: (value: unknown) => Value | null): Promise<Value | null> {
  const bytes = await openSealed(key, record)
  try {
    return bytes === null ? null : parse(JSON.parse(strictUtf8(bytes)))
  } catch {
    return null
  }
}

/** Seals a value and puts it away. Another tab may give the vault another key meanwhile: then it is sealed again. */
export async function putSealed(store: Store, askKey: AskKey, place: SealedPlace, { id, value }: { readonly id: string; readonly value: object }): Promise<void> {
  for (;;) {
    const { key, generation } = await askKey()
    const record = await sealRecord(key, id, value)
    const change = store.transaction([place, 'lock'], 'readwrite')
    const isPresent = (await change.objectStore('lock').get('record'))?.generation === generation
    await toldWhenFull(() => Promise.all([isPresent ? change.objectStore(place).put(record) : null, change.done]))
    if (isPresent) return
  }
}
