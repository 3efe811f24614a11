import type { Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Passkeys } from '../../ports/passkeys.ts'
import { audit } from '../audit-entries.ts'

interface PasskeyRow {
  readonly id: string
  readonly public_key: Buffer
  readonly counter: number
  readonly registered_at: number
}

/** Public keys of staff's devices, by a keyed hash of the account. What was removed stays as a row, for the audit tells of it. */
export const passkeysTable = (database: Database): Passkeys => ({
  of: async ({ authority, owner }) => {
    const rows = await database.reads.all<PasskeyRow>('SELECT id, public_key, counter, registered_at FROM staff_passkeys WHERE authority = ? AND owner = ? AND removed_at IS NULL ORDER BY registered_at, id', [authority, owner])
    return rows.map((row) => ({ id: row.id, publicKey: new Uint8Array(row.public_key), counter: row.counter, registeredAt: epochSeconds(row.registered_at) }))
  },
  add: ({ authority, owner }, { id, publicKey, counter, registeredAt }, by) =>
    database.write(async (writes) => {
      const added = await writes.run('INSERT INTO staff_passkeys (id, authority, owner, public_key, counter, registered_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', [id, authority, owner, Buffer.from(publicKey), counter, registeredAt])
      if (added === 1) await audit(writes, { authority, at: registeredAt, actor: `staff:${by.subject}`, event: 'passkey.added', object: id, reason: null })
      return added === 1
    }),
  used: async ({ id, counter: before }, counter, now) => (await database.write((writes) => writes.run('UPDATE staff_passkeys SET counter = ?, used_at = ? WHERE id = ? AND counter = ? AND removed_at IS NULL', [counter, now, id, before]))) === 1,
  remove: ({ authority, owner }, id, by, now) =>
    database.write(async (writes) => {
      const removed = await writes.run('UPDATE staff_passkeys SET removed_at = ? WHERE id = ? AND authority = ? AND owner = ? AND removed_at IS NULL', [now, id, authority, owner])
      if (removed === 1) await audit(writes, { authority, at: now, actor: `staff:${by.subject}`, event: 'passkey.removed', object: id, reason: null })
      return removed === 1
    }),
})
