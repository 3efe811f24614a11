import { deriveText, keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { deriveKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { ProvidersReason, SessionId, SessionOwner, StaffSession } from '../domain/staff/staff-session.ts'
import { idleLimit, sessionLimit, type SessionSecret, type StaffMember, type StaffRole } from '../domain/staff-member.ts'
import type { OwnSession, SessionContent, SessionsMeant, SigningIn, StaffSessions } from '../ports/staff-sessions.ts'
import type { ApproverOf } from '../ports/approvals.ts'
import { notePerson } from './approvals/staff-persons.ts'
import { audit } from './audit-entries.ts'

interface ListedRow {
  readonly id: SessionId
  readonly owner: SessionOwner
  readonly roles: string
  readonly began_at: number
  readonly seen_at: number
  readonly stepped_up_at: number | null
  readonly confirmed_at: number
}

interface SessionRow extends ListedRow {
  readonly sealed: Buffer
  readonly refresh_token: Buffer | null
}

/** Being seen is noted at most this often, so that reading pages doesn't write all the time. */
const noteSeenAfter = 30

const lookupOf = (secret: SessionSecret): string => deriveText(secret, 'session look-up')
const keyOf = (secret: SessionSecret): Uint8Array => deriveKey(secret, 'session')
const isLive = 'seen_at > ? AND began_at > ?'
const liveAt = (now: EpochSeconds): readonly number[] => [now - idleLimit, now - sessionLimit]
const listed = 'id, owner, roles, began_at, seen_at, stepped_up_at, confirmed_at'

const sessionOf = ({ id, owner, roles, began_at: beganAt, seen_at: seenAt, stepped_up_at: steppedUpAt, confirmed_at: confirmedAt }: ListedRow): StaffSession => ({
  id,
  owner,
  roles: roles.split(' ') as StaffRole[],
  beganAt: epochSeconds(beganAt),
  seenAt: epochSeconds(seenAt),
  steppedUpAt: steppedUpAt === null ? null : epochSeconds(steppedUpAt),
  confirmedAt: epochSeconds(confirmedAt),
})

/** Hashes that tell one account, and one sign-in, from another to whoever has the service's secret, and to nobody else. */
export interface SessionHashes {
  readonly ownerOf: (staff: Pick<StaffMember, 'authority' | 'subject'>) => SessionOwner
  /** By which the provider's news are found: it knows nothing of authorities. */
  readonly accountOf: (subject: string) => string
  readonly signInOf: (sid: string) => string
  readonly newsOf: (jti: string) => string
}

export function sessionHashes(serviceSecret: string): SessionHashes {
  const [owners, news] = ['owners of sessions', 'what the sign-in provider tells of sessions'].map((purpose) => toBase64Url(deriveKey(serviceSecret, purpose))) as [string, string]
  const told = (kind: string) => (value: string) => keyedHash(news, JSON.stringify([kind, value]))
  return {
    ownerOf: ({ authority, subject }) => keyedHash(owners, JSON.stringify([authority, subject])) as SessionOwner,
    accountOf: told('account'),
    signInOf: told('sign-in'),
    newsOf: told('news'),
  }
}

function meantBy({ authority, owner, id, except }: SessionsMeant): { readonly sql: string; readonly values: readonly string[] } {
  const parts = [['authority = ?', authority], ['owner = ?', owner], ['id = ?', id], ['id <> ?', except]].filter((part): part is [string, string] => part[1] !== undefined)
  return { sql: parts.map(([sql]) => sql).join(' AND '), values: parts.map(([, value]) => value) }
}

const ofOwn = ({ staff, session }: OwnSession, event: 'session.stepped_up' | 'session.step_up_refused', reason: string, at: EpochSeconds) => ({ authority: staff.authority, at, actor: `staff:${staff.subject}`, event, object: session.id, reason })

const endedByProvider = (authority: string, object: string, reason: ProvidersReason, at: EpochSeconds) => ({ authority, at, actor: 'sign-in', event: 'session.ended' as const, object, reason })

/** What the provider is asked by has a place of its own, under what a session keeps when it gets another secret: asking and proving may come in any order. */
const tokenKeyOf = (seals: SessionSecret): Uint8Array => deriveKey(seals, 'refresh token')
const sealToken = (seals: SessionSecret, id: string, token: string): Buffer => Buffer.from(seal(tokenKeyOf(seals), utf8(token), id))
const openToken = (seals: SessionSecret, id: string, sealed: Buffer | null): string | null => (sealed === null ? null : strictUtf8(open(tokenKeyOf(seals), sealed, id)))

type Kept = SigningIn | Omit<Extract<SessionContent, { readonly kind: 'signed-in' }>, 'refreshToken'>

function apart(content: SessionContent, sealed: (refreshToken: string, seals?: SessionSecret) => Buffer): { readonly kept: Kept; readonly token: Buffer | null } {
  if (content.kind === 'signing-in') return { kept: content, token: null }
  const { refreshToken, ...kept } = content
  return { kept, token: refreshToken === null ? null : sealed(refreshToken, kept.seals) }
}

/** Where a secret's session is found, and what only the secret opens of it. */
function sealedUnder(secret: SessionSecret, content: Kept): readonly [string, Buffer] {
  const lookup = lookupOf(secret)
  return [lookup, Buffer.from(seal(keyOf(secret), utf8(JSON.stringify(content)), lookup))]
}

/** Sessions found by a hash and sealed under the cookie's secret: the table tells neither who is signed in nor how to be them. */
export const staffSessionsTable = (database: Database, random: Random, { ownerOf, accountOf, signInOf, newsOf }: SessionHashes, approverOf: ApproverOf): StaffSessions => ({
  begin: async (content, now, { steppedUp = false, sid = null } = {}) => {
    const secret = random.secret(32) as SessionSecret
    const id = random.secret(16)
    const { kept, token } = apart(content, (refreshToken, seals = secret) => sealToken(seals, id, refreshToken))
    const [lookup, sealed] = sealedUnder(secret, kept)
    const whose = content.kind === 'signed-in' ? [content.staff.authority, ownerOf(content.staff), content.staff.roles.join(' '), accountOf(content.staff.subject), sid === null ? null : signInOf(sid)] : [null, null, null, null, null]
    await database.write(async (writes) => {
      await writes.run('INSERT INTO staff_sessions (lookup, id, sealed, refresh_token, authority, owner, roles, account, sign_in, began_at, seen_at, confirmed_at, stepped_up_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [lookup, id, sealed, token, ...whose, now, now, now, steppedUp ? now : null])
      if (content.kind === 'signed-in' && content.staff.person !== undefined) await notePerson(writes, content.staff.authority, approverOf(content.staff))
    })
    return secret
  },
  read: async (secret, now, { isUnattended } = { isUnattended: false }) => {
    const lookup = lookupOf(secret)
    const live = [lookup, ...liveAt(now)]
    const row = await database.reads.first<SessionRow>(`SELECT sealed, refresh_token, ${listed} FROM staff_sessions WHERE lookup = ? AND ${isLive}`, live)
    if (row === null) return null
    const isNoted = !isUnattended && now - row.seen_at >= noteSeenAfter
    if (isNoted) {
      const seen = await database.write((writes) => writes.run(`UPDATE staff_sessions SET seen_at = ? WHERE lookup = ? AND ${isLive}`, [now, ...live]))
      if (seen === 0) return null
    }
    const content = JSON.parse(strictUtf8(open(keyOf(secret), row.sealed, lookup))) as Kept
    if (content.kind !== 'signed-in') return content
    const { seals = secret } = content
    return { ...content, seals, refreshToken: openToken(seals, row.id, row.refresh_token), session: sessionOf(isNoted ? { ...row, seen_at: now } : row) }
  },
  end: async (secret) => {
    await database.write((writes) => writes.run('DELETE FROM staff_sessions WHERE lookup = ?', [lookupOf(secret)]))
  },
  list: async (meant, now) => {
    const { sql, values } = meantBy(meant)
    const rows = await database.reads.all<ListedRow>(`SELECT ${listed} FROM staff_sessions WHERE ${sql} AND ${isLive} ORDER BY seen_at DESC, began_at DESC, id`, [...values, ...liveAt(now)])
    return rows.map(sessionOf)
  },
  endAll: (meant, now, by) =>
    database.write(async (writes) => {
      const { sql, values } = meantBy(meant)
      const ended = await writes.all<{ readonly id: string }>(`DELETE FROM staff_sessions WHERE ${sql} RETURNING id`, [...values])
      if (by !== null) await audit(writes, ...ended.map(({ id }) => ({ authority: meant.authority, at: now, actor: `staff:${by.subject}`, event: 'session.ended' as const, object: id, reason: null })))
      return ended.length
    }),
  endForProvider: ({ staff, session }, reason, now) =>
    database.write(async (writes) => {
      const ended = await writes.run('DELETE FROM staff_sessions WHERE id = ?', [session.id])
      if (ended === 1) await audit(writes, endedByProvider(staff.authority, session.id, reason, now))
    }),
  logOut: ({ subject, sid, jti, until }, now) =>
    database.write(async (writes) => {
      if ((await writes.run('INSERT INTO staff_logouts (jti, until) VALUES (?, ?) ON CONFLICT DO NOTHING', [newsOf(jti), until])) === 0) return 'replayed'
      const parts = [['account = ?', subject === null ? null : accountOf(subject)], ['sign_in = ?', sid === null ? null : signInOf(sid)]].filter((part): part is [string, string] => part[1] !== null)
      if (parts.length === 0) return 0
      const ended = await writes.all<{ readonly id: string; readonly authority: string }>(`DELETE FROM staff_sessions WHERE ${parts.map(([sql]) => sql).join(' AND ')} RETURNING id, authority`, parts.map(([, value]) => value))
      await audit(writes, ...ended.map(({ id, authority }) => endedByProvider(authority, id, 'provider_logout', now)))
      return ended.length
    }),
  beginAsking: ({ session: { id, confirmedAt }, seals }, until, now) =>
    database.write(async (writes) => {
      // The newest token, and not the one that was read: somebody else may have asked between.
      const row = await writes.first<Pick<SessionRow, 'refresh_token'> & { readonly is_asking: 0 | 1 }>('SELECT refresh_token, is_asking FROM staff_sessions WHERE id = ? AND confirmed_at = ? AND (confirming_until IS NULL OR confirming_until <= ?)', [id, confirmedAt, now])
      const refreshToken = row === null ? null : openToken(seals, id, row.refresh_token)
      if (row === null || refreshToken === null) return null
      await writes.run('UPDATE staff_sessions SET confirming_until = ?, is_asking = 1 WHERE id = ?', [until, id])
      return { refreshToken, isUnresolved: row.is_asking === 1 }
    }),
  keepToken: async ({ session: { id }, seals }, refreshToken) => {
    await database.write((writes) => writes.run('UPDATE staff_sessions SET refresh_token = ?, is_asking = 0 WHERE id = ?', [sealToken(seals, id, refreshToken), id]))
  },
  confirm: async (id, now) => {
    await database.write((writes) => writes.run('UPDATE staff_sessions SET confirmed_at = ?, confirming_until = NULL WHERE id = ?', [now, id]))
  },
  challenge: async (id, challenge, until) => {
    await database.write((writes) => writes.run('UPDATE staff_sessions SET challenge = ?, challenge_until = ? WHERE id = ?', [challenge, until, id]))
  },
  spendChallenge: async (id, challenge, now) =>
    (await database.write((writes) => writes.run('UPDATE staff_sessions SET challenge = NULL, challenge_until = NULL WHERE id = ? AND challenge = ? AND challenge_until > ?', [id, challenge, now]))) === 1,
  prove: (own, reason, now) => {
    const secret = random.secret(32) as SessionSecret
    const { staff, session, seals } = own
    return database.write(async (writes) => {
      if ((await writes.run('UPDATE staff_sessions SET lookup = ?, sealed = ?, stepped_up_at = ? WHERE id = ?', [...sealedUnder(secret, { kind: 'signed-in', staff, seals }), now, session.id])) === 0) return null
      await audit(writes, ofOwn(own, 'session.stepped_up', reason, now))
      return secret
    })
  },
  noteRefusedProof: (own, reason, now) => database.write((writes) => audit(writes, ofOwn(own, 'session.step_up_refused', reason, now))),
  sweep: async (now: EpochSeconds) => {
    await database.write(async (writes) => {
      await writes.run('DELETE FROM staff_sessions WHERE seen_at <= ? OR began_at <= ?', [...liveAt(now)])
      await writes.run('DELETE FROM staff_logouts WHERE until <= ?', [now])
    })
  },
})
