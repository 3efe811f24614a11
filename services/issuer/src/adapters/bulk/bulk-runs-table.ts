import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { takenAsFiles, type BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkOutcomes, type BulkJobId, type BulkOutcome, type PausedBecause } from '../../domain/bulk/bulk-job.ts'
import { keyOf, planOf, type Standing } from '../../domain/bulk/bulk-plan.ts'
import type { BulkRuns, BulkSeals, RowDone, RunningJob } from '../../ports/bulk.ts'
import { audit } from '../audit-entries.ts'
import { putMessages } from '../notify/outgoing-messages-table.ts'
import { makeOffers } from '../offers-table.ts'
import { doneSum, rowColumns, rowOf, type RowRow } from './bulk-job-row.ts'
import { forgotten, inOrder } from './bulk-jobs-table.ts'
import { standingsOf } from './bulk-standings.ts'

interface RunningRow {
  readonly id: BulkJobId
  readonly authority: string
  readonly content_hash: string
  readonly delivery: BulkDelivery
  readonly salt: string
  readonly result_key: string
  readonly ran_by: string
}

/** Jobs as they run. What stands in the database is all that a run goes on from: a process that is killed leaves some rows done and the others not begun. */
export function bulkRunsTable(database: Database, seals: Pick<BulkSeals, 'sealResults'>): BulkRuns {
  return {
    next: async () => {
      const rows = await database.reads.all<RunningRow>(
        `SELECT id, authority, content_hash, delivery, salt, result_key, ran_by
         FROM (SELECT *, row_number() OVER (PARTITION BY authority ORDER BY ${inOrder}) AS place FROM bulk_jobs WHERE state = 'running') WHERE place = 1 ORDER BY authority`,
      )
      return rows.map((row) => ({ id: row.id, authority: row.authority, contentHash: row.content_hash, delivery: row.delivery, salt: row.salt, resultKey: JSON.parse(row.result_key) as P256PublicJwk, ranBy: row.ran_by }))
    },
    everyRow: async ({ id }) => (await database.reads.all<RowRow>(`SELECT ${rowColumns} FROM bulk_rows WHERE job = ? ORDER BY number`, [id])).map(rowOf),
    todo: async ({ id }, most) => (await database.reads.all<RowRow>(`SELECT ${rowColumns} FROM bulk_rows WHERE job = ? AND plan = 'create' AND outcome IS NULL ORDER BY number LIMIT min(?, ${untilPause})`, [id, most, id, most])).map(rowOf),
    commit: (job, rows, now) => database.write((writes) => commit(writes, seals, job, rows, now)),
    stop: (job, because, now) => database.write((writes) => pauseItself(writes, job, because, now)),
    finish: ({ id, authority }, now) =>
      database.write(async (writes) => {
        const finished = await writes.run(
          `UPDATE bulk_jobs SET state = 'finished', ended_at = ?, resumed_at = NULL, ${forgotten} WHERE id = ? AND state = 'running' AND NOT EXISTS (SELECT 1 FROM bulk_rows WHERE job = bulk_jobs.id AND plan = 'create' AND outcome IS NULL)`,
          [now, id],
        )
        if (finished === 1) await audit(writes, { authority, at: now, actor: 'issuer', event: 'bulk.finished', object: id, reason: null })
      }),
  }
}

/** How many rows are still to be done before it pauses by itself; as many as are asked for where it doesn't. */
const untilPause = `coalesce((SELECT pause_after - (${doneSum}) FROM bulk_jobs WHERE id = ?), ?)`

async function pauseItself(writes: Writes, { id, authority }: RunningJob, because: PausedBecause, now: EpochSeconds): Promise<void> {
  const paused = await writes.run("UPDATE bulk_jobs SET state = 'paused', paused_because = ?, paused_at = ?, resumed_at = NULL WHERE id = ? AND state = 'running'", [because, now, id])
  if (paused === 1) await audit(writes, { authority, at: now, actor: 'issuer', event: 'bulk.paused', object: id, reason: because })
}

const outcomeOf = (standing: Standing): BulkOutcome => {
  const plan = planOf[standing]
  return plan === 'create' ? 'duplicate' : plan
}

async function commit(writes: Writes, seals: Pick<BulkSeals, 'sealResults'>, job: RunningJob, rows: readonly RowDone[], now: EpochSeconds): Promise<void> {
  const runs = await writes.first<{ readonly result_key: string }>("SELECT result_key FROM bulk_jobs WHERE id = ? AND state = 'running'", [job.id])
  // Let go on by another session meanwhile: it is prepared once more, for that one's key.
  if (runs?.result_key !== JSON.stringify(job.resultKey)) return
  const standings = await standingsOf(writes, job.authority, rows.map(({ row }) => row.person), now)
  const outcomes = new Map<number, BulkOutcome>()
  const making: Made[] = []
  for (const done of rows) {
    const standing = standings.get(keyOf(done.row.person, done.row.typeId))
    if ('outcome' in done) outcomes.set(done.row.number, done.outcome)
    else if (standing !== undefined) outcomes.set(done.row.number, outcomeOf(standing))
    else making.push(done)
  }
  const made = await makeOffers(writes, making.map(({ offer }) => offer))
  if (made.size !== making.length) throw new Error('An id of an offer that was just drawn is taken.')
  for (const { row } of making) outcomes.set(row.number, 'offered')
  await note(writes, job, outcomes)
  await putMessages(writes, making.flatMap(({ messages }) => messages), now, job.id)
  await keepResults(writes, seals, job, making)
  const due = await writes.first(`SELECT 1 AS due FROM bulk_jobs WHERE id = ? AND ${doneSum} >= pause_after`, [job.id])
  if (due !== null) await pauseItself(writes, job, 'first_rows', now)
}

type Made = Extract<RowDone, { readonly link: string }>

async function keepResults(writes: Writes, seals: Pick<BulkSeals, 'sealResults'>, job: RunningJob, made: readonly Made[]): Promise<void> {
  const [first] = made
  if (first === undefined) return
  for (const kind of takenAsFiles(job.delivery)) {
    const sealed = seals.sealResults(job.resultKey, made.map(({ row: { number }, link, code }) => ({ number, text: kind === 'links' ? link : code })))
    await writes.run('INSERT INTO bulk_results (job, kind, first_row, sealed) VALUES (?, ?, ?, ?)', [job.id, kind, first.row.number, sealed])
  }
}

/** Every row once: a row that another process did in the meantime undoes all of this unit, its offers too. */
async function note(writes: Writes, job: RunningJob, outcomes: ReadonlyMap<number, BulkOutcome>): Promise<void> {
  const noted = await writes.run(
    `WITH asked AS MATERIALIZED (SELECT value ->> 0 AS number, value ->> 1 AS outcome FROM json_each(?)) UPDATE bulk_rows SET outcome = asked.outcome FROM asked WHERE job = ? AND bulk_rows.number = asked.number AND bulk_rows.outcome IS NULL`,
    [JSON.stringify([...outcomes]), job.id],
  )
  if (noted !== outcomes.size) throw new Refusal('temporarily_unavailable', { detail: 'rows of a job were done by another process at the same time' })
  const many = (outcome: BulkOutcome): number => [...outcomes.values()].filter((one) => one === outcome).length
  await writes.run(`UPDATE bulk_jobs SET ${bulkOutcomes.map((outcome) => `rows_${outcome} = rows_${outcome} + ?`).join(', ')} WHERE id = ?`, [...bulkOutcomes.map(many), job.id])
}
