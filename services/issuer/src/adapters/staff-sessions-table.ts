import type { Database } from '@counterfoil/service-kit/persistence/database'
import { deriveText } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import { idleLimit, sessionLimit, type SessionSecret } from '../domain/staff-member.ts'
import type { SessionContent, StaffSessions } from '../ports.ts'

interface SessionRow {
  readonly sealed: Buffer
  readonly seen_at: number
}

/** Being seen is noted at most this often, so that reading pages doesn't write all the time. */
const noteSeenAfter = 30

const lookupOf = (secret: SessionSecret): string => deriveText(secret, 'session look-up')
const keyOf = (secret: SessionSecret): Uint8Array => deriveKey(secret, 'session')
const isLive = 'lookup = ? AND seen_at > ? AND began_at > ?'

/** Sessions found by a hash and sealed under the cookie's secret: the table tells neither who is signed in nor how to be them. */
export const staffSessionsTable = (database: Database, random: Random): StaffSessions => ({
  begin: async (content, now) => {
    const secret = random.secret(32) as SessionSecret
    const lookup = lookupOf(secret)
    const sealed = seal(keyOf(secret), utf8(JSON.stringify(content)), lookup)
    await database.write((writes) =>
      writes.run('INSERT INTO staff_sessions (lookup, sealed, began_at, seen_at) VALUES (?, ?, ?, ?)', [lookup, Buffer.from(sealed), now, now]),
    )
    return secret
  },
  read: async (secret, now) => {
    const lookup = lookupOf(secret)
    const live = [lookup, now - idleLimit, now - sessionLimit]
    const row = await database.reads.first<SessionRow>(`SELECT sealed, seen_at FROM staff_sessions WHERE ${isLive}`, live)
    if (row === null) return null
    if (now - row.seen_at >= noteSeenAfter) {
      const seen = await database.write((writes) => writes.run(`UPDATE staff_sessions SET seen_at = ? WHERE ${isLive}`, [now, ...live]))
      if (seen === 0) return null
    }
    return JSON.parse(strictUtf8(open(keyOf(secret), row.sealed, lookup))) as SessionContent
  },
  end: async (secret) => {
    await database.write((writes) => writes.run('DELETE FROM staff_sessions WHERE lookup = ?', [lookupOf(secret)]))
  },
  sweep: async (now: EpochSeconds) => {
    await database.write((writes) => writes.run('DELETE FROM staff_sessions WHERE seen_at <= ? OR began_at <= ?', [now - idleLimit, now - sessionLimit]))
  },
})
