import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { Memory, PlaceSeal } from '../routes.ts'
import type { SealedRecord } from './open-store.ts'
import { openRecord, sealRecord, type AskKey } from './record-seal.ts'

/** Seals by the vault's key, once the wallet is open. */
export const placeSeal = (askKey: AskKey): PlaceSeal => ({
  seal: async (place, memory) => sealRecord((await askKey()).key, place, memory),
  open: async (sealed) => openRecord((await askKey()).key, sealed as SealedRecord, parseMemory), // what else stands there doesn't open
})

function parseMemory(value: unknown): Memory | null {
  if (!isJsonObject(value)) return null
  const { link, cameFromOutside } = value
  return typeof link === 'string' ? { link, cameFromOutside: cameFromOutside === true } : null
}
