import { Fault } from '../../domain/fault.ts'
import type { LockChanges } from '../../domain/vault-lock.ts'
import type { Store } from '../open-store.ts'
import { isPasskey, isPassphrase, openedByBrowser, protectByBrowser, type KeptProtection, type LockRecord } from './lock-record.ts'
import type { LockParts } from './open-raw.ts'
import { stretchPassphrase } from './passphrase.ts'
import { rekey } from './rekey.ts'
import { importVaultKey, keyOfSecret, randomBytes, wrapKey, type Bytes } from './wrapped-key.ts'

export interface ChangesOf {
  readonly store: Store
  readonly parts: LockParts
  /** The vault's key, and the record that it was opened by. */
  readonly raw: Bytes
  readonly record: LockRecord
  /** Hears of each change when it is written. */
  readonly written: (record: LockRecord, raw: Bytes) => Promise<void>
}

type MakeProtection = (raw: Bytes) => Promise<KeptProtection>

/** Each change is one write of the lock's record: there is no instant at which the wallet opens in no way, or in both. */
export function lockChanges({ store, parts, written, ...opened }: ChangesOf): LockChanges {
  let { raw, record } = opened
  const settle = async (next: LockRecord): Promise<void> => {
    record = next
    await written(record, raw)
  }

  // The first lock comes with a new key: the old one was kept where the browser keeps things, and may be read there still.
  const lockFirst = async (make: MakeProtection): Promise<void> => {
    const fresh = randomBytes(32)
    const [from, key] = await Promise.all([raw, fresh].map(importVaultKey))
    if (from === undefined || key === undefined) throw new Error('two keys were imported')
    const next = { generation: crypto.randomUUID(), protections: [await make(fresh)] }
    // A record that is written meanwhile is sealed with the next try.
    while (!(await rekey(store, { from: { key: from, generation: record.generation }, to: { key, record: next } }))) await mustStand(store, record)
    raw = fresh
    await settle(next)
  }

  const update = async (change: (protections: readonly KeptProtection[]) => readonly KeptProtection[]): Promise<void> => {
    const lock = store.transaction('lock', 'readwrite')
    const present = await lock.store.get('record')
    const next = present?.generation === record.generation ? { ...present, protections: change(present.protections) } : null
    await Promise.all([next === null ? null : lock.store.put(next, 'record'), lock.done])
    if (next === null) throw new Fault('lock_changed')
    await settle(next)
  }

  const add = async (make: MakeProtection, isReplaced: (one: KeptProtection) => boolean): Promise<void> => {
    if (openedByBrowser(record) !== null) return lockFirst(make)
    const made = await make(raw)
    await update((protections) => [...protections.filter((one) => !isReplaced(one)), made])
  }

  return {
    addPasskey: async () => {
      const made = await parts.passkeys.make(record.protections.filter(isPasskey))
      if (typeof made === 'string') return made
      const { credentialId, salt, secret, isOfThisDevice } = made
      const [id, by] = [crypto.randomUUID(), await keyOfSecret(secret, 'passkey')]
      await add(async (key) => ({ kind: 'passkey', id, addedAt: parts.now(), credentialId, salt, isOfThisDevice, wrapped: await wrapKey(key, by, id) }), () => false)
      return 'added'
    },
    setPassphrase: async (passphrase) => {
      const [id, salt] = [crypto.randomUUID(), randomBytes(16)]
      const by = await keyOfSecret(await stretchPassphrase(parts.stretch, passphrase, salt, parts.cost), 'passphrase')
      await add(async (key) => ({ kind: 'passphrase', id, addedAt: parts.now(), salt, cost: parts.cost, wrapped: await wrapKey(key, by, id) }), isPassphrase)
    },
    remove: async (id) => {
      const removed = record.protections.find((one) => one.id === id)
      const byItself = await protectByBrowser(raw)
      await update((protections) => {
        const rest = protections.filter((one) => one.id !== id)
        return rest.length === 0 ? [byItself] : rest
      })
      if (removed !== undefined && isPasskey(removed)) parts.passkeys.forget(removed.credentialId)
    },
  }
}

/** Throws a Fault `lock_changed` when another tab has given the vault another key. */
async function mustStand(store: Store, record: LockRecord): Promise<void> {
  if ((await store.get('lock', 'record'))?.generation !== record.generation) throw new Fault('lock_changed')
}
