import type { QueryRunner } from 'typeorm'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CustodyKey } from '../key-keeper.ts'
import { isKeyRole } from '../key-role.ts'
import type { Envelope } from './envelope.ts'

/** A key at rest. */
export interface StoredKey {
  readonly key: CustodyKey
  readonly envelope: Envelope
}

interface Row {
  readonly id: string
  readonly role: string
  readonly authority: string
  readonly public_key: string
  readonly created_at: number
  readonly retired_at: number | null
  readonly kek: string
  readonly wrapped_data_key: Uint8Array
  readonly sealed_private_key: Uint8Array
}

/** Keys in envelopes, one row each. Every verb is one statement. */
export interface CustodyKeysTable {
  all(): Promise<readonly StoredKey[]>
  /** False when the same public key is there already. */
  add(stored: StoredKey): Promise<boolean>
  /** False when another process wrapped it anew first. */
  rewrap(id: string, from: string, envelope: Envelope): Promise<boolean>
  retire(id: string, at: EpochSeconds): Promise<void>
  remove(id: string): Promise<void>
  /** What was overwritten or deleted would otherwise stand in the write-ahead log until much later. */
  forgetOverwritten(): Promise<void>
}

function storedKey(row: Row): StoredKey {
  if (!isKeyRole(row.role)) throw new TypeError(`${row.role} is no role of a key.`)
  return {
    key: { id: row.id, role: row.role, authority: row.authority, publicKeyHex: row.public_key, createdAt: row.created_at as EpochSeconds, retiredAt: row.retired_at as EpochSeconds | null }, // written below
    envelope: { kek: row.kek, wrappedDataKey: row.wrapped_data_key, sealedPrivateKey: row.sealed_private_key },
  }
}

const bytes = (value: Uint8Array): Buffer => Buffer.from(value)

export function custodyKeysTable(runner: QueryRunner): CustodyKeysTable {
  const run = async (sql: string, values: unknown[] = []): Promise<number> => (await runner.query(sql, values, true)).affected ?? 0
  const forgetOverwritten = async (): Promise<void> => {
    await runner.query('PRAGMA wal_checkpoint(TRUNCATE)')
  }
  return {
    all: async () => ((await runner.query('SELECT * FROM custody_keys ORDER BY created_at, id')) as Row[]).map(storedKey),
    add: async ({ key, envelope }) => {
      const values = [key.id, key.role, key.authority, key.publicKeyHex, key.createdAt, key.retiredAt, envelope.kek, bytes(envelope.wrappedDataKey), bytes(envelope.sealedPrivateKey)]
      const added = await run(
        `INSERT INTO custody_keys (id, role, authority, public_key, created_at, retired_at, kek, wrapped_data_key, sealed_private_key)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (public_key) DO NOTHING`,
        values,
      )
      return added === 1
    },
    rewrap: async (id, from, envelope) => (await run('UPDATE custody_keys SET kek = ?, wrapped_data_key = ? WHERE id = ? AND kek = ?', [envelope.kek, bytes(envelope.wrappedDataKey), id, from])) === 1,
    retire: async (id, at) => {
      await run('UPDATE custody_keys SET retired_at = ? WHERE id = ? AND retired_at IS NULL', [at, id])
    },
    remove: async (id) => {
      await run('DELETE FROM custody_keys WHERE id = ?', [id])
      await forgetOverwritten()
    },
    forgetOverwritten,
  }
}
