import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { Renewals } from '../ports/renewals.ts'
import { audit } from './audit-entries.ts'

const day = 86_400
/** Others write between two units. */
const together = 500

// Read beside the writes, for it looks at every counterfoil: once a day is cheaper than an index that every issue keeps up.
const opening = `WITH windows AS MATERIALIZED (SELECT value ->> 0 AS configuration, value ->> 1 AS opens FROM json_each(?))
  SELECT c.id FROM counterfoils c JOIN windows w ON w.configuration = c.configuration_id
  WHERE c.expires_at > ? AND c.expires_at <= ? + w.opens AND c.status <> 1 AND NOT EXISTS (SELECT 1 FROM staged_renewals s WHERE s.counterfoil = c.id)`

const stagingThese = `INSERT INTO staged_renewals (counterfoil, opened_at, ends_at, ended) SELECT id, ?, expires_at, 0 FROM counterfoils
  WHERE id IN (SELECT value FROM json_each(?)) AND status <> 1 ON CONFLICT DO NOTHING RETURNING counterfoil`

const endingSome = `UPDATE staged_renewals SET ended = 1
  WHERE counterfoil IN (SELECT counterfoil FROM staged_renewals WHERE ended = 0 AND ends_at <= ? LIMIT ${together}) AND ended = 0 RETURNING counterfoil`

// A newer one of the same person, type and record takes the place of the older.
const openOnes = `SELECT s.counterfoil, s.opened_at FROM staged_renewals s JOIN counterfoils c ON c.id = s.counterfoil JOIN credential_offers o ON o.id = c.offer
  WHERE c.authority = ? AND c.person = ? AND c.status <> 1
    AND NOT EXISTS (SELECT 1 FROM counterfoils n JOIN credential_offers m ON m.id = n.offer AND m.record IS o.record WHERE n.authority = c.authority AND n.person = c.person AND n.configuration_id = c.configuration_id AND n.id > c.id AND n.status <> 1)`

interface NotedBy extends Pick<AuditEvent, 'actor' | 'reason'> {
  readonly now: EpochSeconds
}

interface Staged {
  readonly counterfoil: CounterfoilId
}

/** Opened renewals in the database. What is noted is noted by one statement, and by one process alone, with its audit entry: a killed one left it whole or not at all. */
export function renewalsTable(database: Database, configurations: ReadonlyMap<string, CredentialConfiguration>): Renewals {
  // Asked anew each time: a published edition of a type may open renewal earlier.
  const windows = (): string => JSON.stringify([...configurations.values()].map(({ id, type }) => [id, type.renewal.opensDaysBefore * day]))
  let lastDone = -1
  return {
    // Ends are days, so nothing opens or ends between two midnights.
    stage: async (now) => {
      const today = Math.floor(now / day)
      if (today === lastDone) return
      const ids = (await database.reads.all<{ id: CounterfoilId }>(opening, [windows(), now, now])).map(({ id }) => id)
      for (let from = 0; from < ids.length; from += together) await database.write((writes) => open(writes, ids.slice(from, from + together), now))
      while ((await database.write((writes) => end(writes, now))) === together);
      lastDone = today
    },
    openOf: async (authority, person) => {
      const rows = await database.reads.all<Staged & { opened_at: EpochSeconds }>(openOnes, [authority, person])
      return new Map(rows.map((row) => [row.counterfoil, row.opened_at]))
    },
  }
}

async function open(writes: Writes, ids: readonly CounterfoilId[], now: EpochSeconds): Promise<void> {
  await openRenewals(writes, ids, { actor: 'issuer', reason: null, now })
  step('renewal.staged')
}

/** Opens the renewal of those that stand, and answers which weren't open before. */
export async function openRenewals(writes: Writes, ids: readonly CounterfoilId[], by: NotedBy): Promise<readonly CounterfoilId[]> {
  const staged = await writes.all<Staged>(stagingThese, [by.now, JSON.stringify(ids)])
  await note(writes, staged, 'credential.renewable', by)
  return staged.map(({ counterfoil }) => counterfoil)
}

async function end(writes: Writes, now: EpochSeconds): Promise<number> {
  const ended = await writes.all<Staged>(endingSome, [now])
  await note(writes, ended, 'credential.expired', { actor: 'issuer', reason: null, now })
  return ended.length
}

async function note(writes: Writes, staged: readonly Staged[], event: AuditEvent['event'], { actor, reason, now }: NotedBy): Promise<void> {
  const rows = await writes.all<{ id: string; authority: string }>('SELECT id, authority FROM counterfoils WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(staged.map(({ counterfoil }) => counterfoil))])
  await audit(writes, ...rows.map(({ id, authority }) => ({ authority, at: now, actor, event, object: id, reason })))
}
