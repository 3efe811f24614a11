import type { Database, SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { takenAsFiles, type BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkLifetime, takingTime, type BulkJobId, type ResultKind } from '../../domain/bulk/bulk-job.ts'
import type { OfferId } from '../../domain/credential-offer.ts'
import type { BulkJobs, Move, NewBulkJob, ResumingSession } from '../../ports/bulk.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { audit } from '../audit-entries.ts'
import { endOffers } from '../end-offers.ts'
import { doneSum, jobOf, planColumns, rowColumns, rowOf, type JobRow, type RowRow } from './bulk-job-row.ts'

/** What a job that is over no longer needs: the salt without which its marks tell nothing, and they themselves are not looked at. */
export const forgotten = 'salt = NULL, sealed_errors = NULL'

/** Takes when it ends. */
const cancelling = `state = 'cancelled', ended_at = ?, resumed_at = NULL, paused_at = NULL, ${forgotten}`

/** Of those of one authority that run, one goes before the other. */
export const inOrder = 'started_at, id'

const mostListed = 50

const isOver = "state IN ('finished', 'cancelled')"

const openOfJob = `id IN (SELECT offer FROM bulk_rows WHERE job = (SELECT id FROM bulk_jobs WHERE id = ? AND authority = ?) AND outcome = 'offered') AND authority = ? AND state IN ('offered', 'redeeming') AND expires_at > ?`

/** Jobs in the database. Each move is one statement, from where it may be moved from, with its audit entry in the same unit. */
export function bulkJobsTable(database: Database): BulkJobs {
  const move = (to: { readonly set: string; readonly from: readonly string[]; readonly event: AuditEvent['event'] }, { authority, id, by, now }: Move, values: readonly SqlValue[] = []): Promise<boolean> =>
    database.write(async (writes) => {
      const moved = await writes.run(`UPDATE bulk_jobs SET ${to.set} WHERE id = ? AND authority = ? AND has_rows = 1 AND state IN (${to.from.map((state) => `'${state}'`).join(', ')})`, [...values, id, authority])
      if (moved === 1) await audit(writes, { authority, at: now, actor: by, event: to.event, object: id, reason: null })
      return moved === 1
    })
  return {
    add: (job) => database.write((writes) => add(writes, job)),
    find: async (authority, id) => {
      const row = await database.reads.first<JobRow>('SELECT * FROM bulk_jobs WHERE id = ? AND authority = ?', [id, authority])
      return row === null ? null : jobOf(row)
    },
    list: async (authority) => (await database.reads.all<JobRow>(`SELECT * FROM bulk_jobs WHERE authority = ? ORDER BY prepared_at DESC, id DESC LIMIT ${mostListed}`, [authority])).map(jobOf),
    paused: async (authority) => (await database.reads.all<JobRow>(`SELECT * FROM bulk_jobs WHERE authority = ? AND state = 'paused' ORDER BY paused_at, id LIMIT ${mostListed}`, [authority])).map(jobOf),
    inLine: async (authority) => (await database.reads.all<{ id: BulkJobId }>(`SELECT id FROM bulk_jobs WHERE authority = ? AND state = 'running' ORDER BY ${inOrder} LIMIT -1 OFFSET 1`, [authority])).map(({ id }) => id),
    rows: async (authority, id, { plan, outcome = null, after, most }) => {
      const rows = await database.reads.all<RowRow>(
        `SELECT ${rowColumns} FROM bulk_rows WHERE job = (SELECT id FROM bulk_jobs WHERE id = ? AND authority = ?) AND number > ? AND (? IS NULL OR plan = ?) AND (? IS NULL OR outcome = ?) ORDER BY number LIMIT ?`,
        [id, authority, after, plan, plan, outcome, outcome, most],
      )
      return rows.map(rowOf)
    },
    typesMade: (authority, id) =>
      database.reads.all("SELECT type_id AS typeId, count(*) AS rows FROM bulk_rows WHERE job = (SELECT id FROM bulk_jobs WHERE id = ? AND authority = ?) AND plan = 'create' GROUP BY type_id ORDER BY type_id", [id, authority]),
    sealedErrors: async (authority, id) => (await database.reads.first<{ sealed_errors: Buffer | null }>('SELECT sealed_errors FROM bulk_jobs WHERE id = ? AND authority = ?', [id, authority]))?.sealed_errors ?? null,
    ask: (asked) => move({ set: "state = 'asked'", from: ['prepared'], event: 'bulk.asked' }, asked),
    start: (started, { resultKey, pauseAfter }) =>
      move(
        { set: "state = 'running', ran_by = ?, result_key = ?, started_at = ?, resumed_at = ?, pause_after = ?", from: ['asked'], event: 'bulk.started' },
        started,
        [started.by, JSON.stringify(resultKey), started.now, started.now, pauseAfter],
      ),
    pause: (paused) => move({ set: "state = 'paused', paused_because = 'asked', paused_at = ?, resumed_at = NULL", from: ['running'], event: 'bulk.paused' }, paused, [paused.now]),
    resume: (resumed, by) => database.write((writes) => resume(writes, resumed, by)),
    cancel: (cancelled) => move({ set: cancelling, from: ['prepared', 'asked', 'running', 'paused'], event: 'bulk.cancelled' }, cancelled, [cancelled.now]),
    firstResult: async (authority, id) => (await database.reads.first<{ sealed: string }>('SELECT sealed FROM bulk_results WHERE job = (SELECT id FROM bulk_jobs WHERE id = ? AND authority = ?) ORDER BY kind, first_row LIMIT 1', [id, authority]))?.sealed ?? null,
    results: async (authority, id, kind) =>
      (await database.reads.all<{ sealed: string }>(`SELECT sealed FROM bulk_results WHERE job = (SELECT id FROM bulk_jobs WHERE id = ? AND authority = ? AND ${isOver}) AND kind = ? ORDER BY first_row`, [id, authority, kind])).map(({ sealed }) => sealed),
    takeResults: (taken, kind) => database.write((writes) => take(writes, taken, kind)),
    openOffers: async (authority, id, now) => (await database.reads.first<{ open: number }>(`SELECT count(*) AS open FROM credential_offers WHERE ${openOfJob}`, [id, authority, authority, now]))?.open ?? 0,
    withdraw: ({ authority, id, by, now }) =>
      database.write(async (writes) => {
        const ended = await endOffers(writes, { where: openOfJob, values: [id, authority, authority, now], authority, actor: by, now })
        return ended.length
      }),
    sweep: (now) => database.write((writes) => sweep(writes, now)),
  }
}

async function add(writes: Writes, { id, authority, contentHash, delivery, salt, rows, errors, sealedErrors, preparedBy, preparedAt }: NewBulkJob): Promise<void> {
  const counted = planColumns.map((plan) => (plan === 'invalid' ? errors : rows.filter((row) => row.plan === plan).length))
  const added = await writes.run(
    `INSERT INTO bulk_jobs (id, authority, state, content_hash, delivery, salt, sealed_errors, prepared_by, prepared_at, ${planColumns.map((plan) => `plan_${plan}`).join(', ')}) VALUES (?, ?, 'prepared', ?, ?, ?, ?, ?, ?, ${planColumns.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`,
    [id, authority, contentHash, delivery, salt, sealedErrors === null ? null : Buffer.from(sealedErrors), preparedBy, preparedAt, ...counted],
  )
  if (added === 0) return
  await writes.run(
    `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?)) INSERT INTO bulk_rows (job, number, person, type_id, language, plan, why, mark, offer)
     SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 FROM asked`,
    [JSON.stringify(rows.map((row) => [row.number, row.person, row.typeId, row.language, row.plan, row.why, row.mark, row.offer])), id],
  )
  await audit(writes, { authority, at: preparedAt, actor: preparedBy, event: 'bulk.prepared', object: id, reason: null })
}

interface PausedRow {
  readonly result_key: string
  readonly delivery: BulkDelivery
  readonly ran_by: string
}

async function resume(writes: Writes, resumed: Move, by: ResumingSession | null): Promise<boolean> {
  const { authority, id, by: actor, now } = resumed
  const paused = await writes.first<PausedRow>("SELECT result_key, delivery, ran_by FROM bulk_jobs WHERE id = ? AND authority = ? AND has_rows = 1 AND state = 'paused'", [id, authority])
  if (paused === null) return false
  const isForAnother = by !== null && paused.ran_by.startsWith('staff:') && takenAsFiles(paused.delivery).length > 0 && paused.result_key !== JSON.stringify(by.resultKey)
  const anew = isForAnother ? await makeAnew(writes, resumed, by) : 0
  if (anew === null) return false
  await writes.run(`UPDATE bulk_jobs SET state = 'running', paused_because = NULL, paused_at = NULL, pause_after = NULL, resumed_at = ?, done_before = ${doneSum} WHERE id = ?`, [now, id])
  await audit(writes, { authority, at: now, actor, event: 'bulk.resumed', object: id, reason: anew === 0 ? null : 'made_anew' })
  return true
}

/** From here on it is made for this session: what nobody can hand on is withdrawn, and to be done again. How many offers; null where nobody was told of them. */
async function makeAnew(writes: Writes, { authority, id, by: actor, now }: Move, { resultKey, mayMakeAnew, drawOffer }: ResumingSession): Promise<number | null> {
  const sealed = await writes.first('SELECT 1 AS sealed FROM bulk_results WHERE job = ? LIMIT 1', [id])
  const open = sealed === null ? null : await writes.first(`SELECT 1 AS open FROM credential_offers WHERE ${openOfJob} LIMIT 1`, [id, authority, authority, now])
  if (open !== null && !mayMakeAnew) return null
  const ended = open === null ? [] : await endOffers(writes, { where: openOfJob, values: [id, authority, authority, now], authority, actor, now })
  await writes.run(
    'WITH asked AS MATERIALIZED (SELECT value ->> 0 AS before, value ->> 1 AS offer FROM json_each(?)) UPDATE bulk_rows SET outcome = NULL, offer = asked.offer FROM asked WHERE job = ? AND bulk_rows.offer = asked.before',
    [JSON.stringify(ended.map((before): readonly [OfferId, OfferId] => [before, drawOffer()])), id],
  )
  await writes.run('DELETE FROM bulk_results WHERE job = ?', [id])
  await writes.run('UPDATE bulk_jobs SET rows_offered = rows_offered - ?, result_key = ?, ran_by = ? WHERE id = ?', [ended.length, JSON.stringify(resultKey), actor, id])
  return ended.length
}

async function take(writes: Writes, { authority, id, by, now }: Move, kind: ResultKind): Promise<boolean> {
  const at = `${kind}_taken_at`
  const are = 'EXISTS (SELECT 1 FROM bulk_results WHERE job = bulk_jobs.id AND kind = ?)'
  const taken = await writes.run(`UPDATE bulk_jobs SET ${at} = coalesce(${at}, ?) WHERE id = ? AND authority = ? AND ${isOver} AND coalesce(${at}, ?) > ? AND ${are}`, [now, id, authority, now, now - takingTime, kind])
  if (taken === 1) await audit(writes, { authority, at: now, actor: by, event: `bulk.${kind}_taken`, object: id, reason: null })
  return taken === 1
}

/** Results that were taken, and everything of jobs that nobody ran or that ended, go in time. */
async function sweep(writes: Writes, now: EpochSeconds): Promise<void> {
  for (const kind of ['links', 'codes'] as const) await writes.run(`DELETE FROM bulk_results WHERE kind = ? AND job IN (SELECT id FROM bulk_jobs WHERE ${kind}_taken_at <= ?)`, [kind, now - takingTime])
  await cancelPaused(writes, now)
  const over = await writes.all<{ id: BulkJobId }>("SELECT id FROM bulk_jobs WHERE has_rows = 1 AND coalesce(ended_at, prepared_at) <= ? AND state NOT IN ('running', 'paused')", [now - bulkLifetime])
  if (over.length === 0) return
  const ids = JSON.stringify(over.map(({ id }) => id))
  for (const table of ['bulk_results', 'bulk_rows']) await writes.run(`DELETE FROM ${table} WHERE job IN (SELECT value FROM json_each(?))`, [ids])
  await writes.run(`UPDATE bulk_jobs SET has_rows = 0, ${forgotten}, state = CASE WHEN state IN ('prepared', 'asked') THEN 'cancelled' ELSE state END, ended_at = coalesce(ended_at, ?) WHERE id IN (SELECT value FROM json_each(?))`, [now, ids])
}

/** What its marks tell under their salt is kept for as long as somebody may let it go on, and not for ever. */
async function cancelPaused(writes: Writes, now: EpochSeconds): Promise<void> {
  const left = await writes.all<{ id: BulkJobId; authority: string }>("SELECT id, authority FROM bulk_jobs WHERE has_rows = 1 AND state = 'paused' AND paused_at <= ?", [now - bulkLifetime])
  for (const { id, authority } of left) {
    await writes.run(`UPDATE bulk_jobs SET ${cancelling} WHERE id = ?`, [now, id])
    await audit(writes, { authority, at: now, actor: 'issuer', event: 'bulk.cancelled', object: id, reason: 'paused_too_long' })
  }
}
