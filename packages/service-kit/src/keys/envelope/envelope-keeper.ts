import type { DataSource } from 'typeorm'
import { signEs256 } from '../../crypto/es256.ts'
import { KeyMisconfigured, type CustodyKey, type KeyKeeper } from '../key-keeper.ts'
import { curveOf } from '../key-role.ts'
import type { KeyUseObserver } from '../key-use.ts'
import { p256PrivateKey } from '../p256-key.ts'
import { custodyKeysTable, type StoredKey } from './custody-keys-table.ts'
import { closeEnvelope, withPrivateKey } from './envelope.ts'
import type { KeyEncryptionKeys } from './key-encryption-key.ts'
import { makeKeyPair, signSecp256k1 } from './key-pair.ts'
import { mustOpenAll, rewrapAll } from './rewrap.ts'

export interface EnvelopeKeeperOptions {
  /** A database with the table of custody keys; its opener closes it. */
  readonly source: DataSource
  readonly keks: KeyEncryptionKeys
  readonly observer: KeyUseObserver
}

/**
 * Keys in a database, each under a data key of its own. P-256 keys are unwrapped once and sign by the platform's crypto;
 * ledger keys, seldom used, are unwrapped for each signature. Opening brings every key under the current key encryption
 * key, and throws a `ConfigurationError` when one can't be opened.
 */
export async function openEnvelopeKeeper({ source, keks, observer }: EnvelopeKeeperOptions): Promise<KeyKeeper> {
  const table = custodyKeysTable(source.createQueryRunner())
  await mustOpenAll(table, keks)
  await rewrapAll(table, keks, observer)
  const mustHold = async ({ id }: CustodyKey): Promise<StoredKey> => {
    const stored = (await table.all()).find(({ key }) => key.id === id)
    if (stored === undefined) throw new KeyMisconfigured(`There is no key ${id} in custody.`)
    return stored
  }
  return {
    make: async (wanted) => {
      const { privateKey, publicKeyHex } = makeKeyPair(curveOf(wanted.role))
      const envelope = await closeEnvelope(keks.current, wanted, privateKey)
      privateKey.fill(0)
      await table.add({ key: { ...wanted, publicKeyHex, retiredAt: null }, envelope })
      return publicKeyHex
    },
    takeOver: async () => {
      throw new KeyMisconfigured('Keys in envelopes are made here: there is none to take over.')
    },
    list: async () => (await table.all()).map(({ key }) => key),
    es256: async (wanted) => {
      const { key, envelope } = await mustHold(wanted)
      const privateKey = await withPrivateKey(keks, key, envelope, p256PrivateKey)
      observer.note({ kind: 'unwrapped', key })
      return (signingInput) => signEs256(privateKey, signingInput)
    },
    secp256k1: async (wanted) => {
      const { key, envelope } = await mustHold(wanted)
      observer.note({ kind: 'unwrapped', key, detail: 'for each signature' })
      return (digest) => withPrivateKey(keks, key, envelope, (privateKey) => signSecp256k1(privateKey, digest))
    },
    retire: (id, at) => table.retire(id, at),
    destroy: (id) => table.remove(id),
    close: async () => {},
  }
}
