import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { JobChange, JobReason, StatusJob, StatusJobId, StatusJobState, UndoneWhy } from '../../domain/status-jobs/status-job.ts'
import type { Telling } from '../../domain/status-jobs/telling.ts'
import type { CredentialOfJob, StatusJobs, StatusJobToPrepare, TypeCount } from '../../ports/status-jobs.ts'
import { audit } from '../audit-entries.ts'
import { planOf } from './plan-of-job.ts'
import { runSome } from './run-some.ts'

interface JobRow {
  readonly id: StatusJobId
  readonly authority: string
  readonly change: JobChange
  readonly reason: JobReason | null
  readonly state: StatusJobState
  readonly many: number
  readonly unknown_lines: string
  readonly made_by: string
  readonly made_at: EpochSeconds
  readonly confirmed_by: string | null
  readonly alone_at: EpochSeconds | null
  readonly applies_at: EpochSeconds | null
  readonly telling: Telling
  readonly told_at: EpochSeconds | null
  readonly done_at: EpochSeconds | null
  readonly published_at: EpochSeconds | null
  readonly undone_why: UndoneWhy | null
}

const columns = 'id, authority, change, reason, state, many, unknown_lines, made_by, made_at, confirmed_by, alone_at, applies_at, done_at, published_at, undone_why, telling, told_at'
/** What nobody confirmed within a day is forgotten. */
const preparedFor = 86_400

const jobOf = ({ unknown_lines: lines, made_by: madeBy, made_at: madeAt, confirmed_by: confirmedBy, alone_at: aloneAt, applies_at: appliesAt, told_at: toldAt, done_at: doneAt, published_at: publishedAt, undone_why: undoneWhy, ...row }: JobRow): StatusJob => ({
  ...row,
  unknownLines: JSON.parse(lines) as readonly number[],
  madeBy,
  madeAt,
  confirmedBy,
  aloneAt,
  appliesAt,
  toldAt,
  doneAt,
  publishedAt,
  undoneWhy,
})

/** Changes of many. Each step is one statement that tells whether it was the one that took it. */
export const statusJobsTable = (database: Database): StatusJobs => ({
  prepare: (job) => database.write((writes) => prepare(writes, job)),
  // Looked for where it is written: of two presses at the same moment the second finds what the first one made.
  stageOne: (job, { counterfoil, reason, telling, appliesAt, changeable }) =>
    database.write(async (writes) => {
      const same = await writes.first<Pick<JobRow, 'id' | 'reason' | 'telling'>>(sameOfOne, [counterfoil, job.authority, job.change])
      if (same !== null) return same.reason === reason && same.telling === telling ? { id: same.id } : 'otherwise'
      await prepare(writes, { ...job, ids: [counterfoil], unknownLines: [] })
      if ((await planOf(writes, job, { changeable, now: job.madeAt })).toChange === 0) {
        await writes.run('DELETE FROM status_job_rows WHERE job = ?', [job.id])
        await writes.run('DELETE FROM status_jobs WHERE id = ?', [job.id])
        return 'nothing'
      }
      // Let go ahead by one person, and counted for nobody.
      await writes.run("UPDATE status_jobs SET state = 'staged', reason = ?, telling = ?, confirmed_by = made_by, applies_at = ?, alone_at = made_at WHERE id = ?", [reason, telling, appliesAt, job.id])
      await audit(writes, { authority: job.authority, at: job.madeAt, actor: job.madeBy, event: 'status_job.confirmed', object: job.id, reason })
      return { id: job.id }
    }),
  find: (authority, id) => jobsWhere(database.reads, 'id = ? AND authority = ?', [id, authority]).then(([found]) => found ?? null),
  recent: (authority, most) => jobsWhere(database.reads, "authority = ? AND state <> 'prepared' ORDER BY id DESC LIMIT ?", [authority, most]),
  idsOf: async (id) => idsIn(await database.reads.all<Id>('SELECT counterfoil AS id FROM status_job_rows WHERE job = ? ORDER BY counterfoil', [id])),
  plan: (job, changeable, now) => planOf(database.reads, job, { changeable, now }),
  progress: async (id) => {
    const found = await database.reads.first<{ done: number; changed: number }>("SELECT count(outcome) AS done, coalesce(sum(outcome = 'changed'), 0) AS changed FROM status_job_rows WHERE job = ?", [id])
    return found ?? { done: 0, changed: 0 }
  },
  typesOf: (id) => database.reads.all<TypeCount>('SELECT c.configuration_id AS configurationId, count(*) AS many FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil WHERE r.job = ? GROUP BY c.configuration_id ORDER BY many DESC', [id]),
  // Judged where it is written: of two at the same moment the second counts the first.
  confirm: ({ id, authority }, { reason, appliesAt, by, person, telling, above, window }, now) =>
    database.write(async (writes) => {
      const before = await aloneSince(writes, authority, person, now - window)
      const alone = "many + ? <= ?"
      const [confirmed] = await writes.all<{ state: 'staged' | 'waiting' }>(
        `UPDATE status_jobs SET reason = ?, telling = ?, confirmed_by = ?, state = iif(${alone}, 'staged', 'waiting'), applies_at = iif(${alone}, ?, NULL), alone_by = iif(${alone}, ?, NULL), alone_at = iif(${alone}, ?, NULL) WHERE id = ? AND authority = ? AND state = 'prepared' RETURNING state`,
        [reason, telling, by, before, above, before, above, appliesAt, before, above, person, before, above, now, id, authority],
      )
      if (confirmed === undefined) return null
      await audit(writes, { authority, at: now, actor: by, event: 'status_job.confirmed', object: id, reason })
      return confirmed.state
    }),
  aloneSince: (authority, person, since) => aloneSince(database.reads, authority, person, since),
  stage: (id, appliesAt) => database.write(async (writes) => (await writes.run("UPDATE status_jobs SET state = 'staged', applies_at = ? WHERE id = ? AND state = 'waiting'", [appliesAt, id])) === 1),
  undo: (authority, id, by, now) =>
    database.write(async (writes) => {
      const undone = await writes.all<{ was: StatusJobState }>("UPDATE status_jobs SET state = 'undone' WHERE id = ? AND authority = ? AND state IN ('waiting', 'staged') RETURNING state AS was", [id, authority])
      if (undone.length === 1) await audit(writes, { authority, at: now, actor: by, event: 'status_job.undone', object: id, reason: null })
      return undone.length === 1
    }),
  giveUp: (id, why, now) =>
    database.write(async (writes) => {
      const undone = await writes.all<{ authority: string }>("UPDATE status_jobs SET state = 'undone', undone_why = ? WHERE id = ? AND state IN ('waiting', 'staged') RETURNING authority", [why, id])
      await audit(writes, ...undone.map(({ authority }) => ({ authority, at: now, actor: 'issuer', event: 'status_job.undone' as const, object: id, reason: why })))
    }),
  credentialsOf: (id, { after, most }) =>
    database.reads.all<CredentialOfJob>(
      'SELECT c.id, c.configuration_id AS configurationId, c.status, c.expires_at AS expiresAt FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil WHERE r.job = ? AND r.counterfoil > ? ORDER BY r.counterfoil LIMIT ?',
      [id, after, most],
    ),
  underWay: () => jobsWhere(database.reads, "state IN ('waiting', 'staged', 'running') OR (state = 'done' AND published_at IS NULL)", []),
  begin: (id, now) => database.write(async (writes) => (await writes.run("UPDATE status_jobs SET state = 'running' WHERE id = ? AND state = 'staged' AND applies_at <= ?", [id, now])) === 1),
  runSome: (job, options) => database.write((writes) => runSome(writes, job, options)),
  changedIds: async (id) => idsIn(await database.reads.all<Id>("SELECT counterfoil AS id FROM status_job_rows WHERE job = ? AND outcome = 'changed'", [id])),
  notePublished: async (id, at) => {
    await database.write((writes) => writes.run("UPDATE status_jobs SET published_at = ? WHERE id = ? AND state = 'done' AND published_at IS NULL", [at, id]))
  },
  underWayOf: async (authority, counterfoils) => {
    const rows = await database.reads.all<JobRow & { readonly counterfoil: CounterfoilId }>(`SELECT counterfoil, ${columns} FROM status_job_rows JOIN status_jobs ON id = job WHERE counterfoil IN (SELECT value FROM json_each(?)) AND authority = ? AND state IN ('waiting', 'staged', 'running') ORDER BY id`, [JSON.stringify(counterfoils), authority])
    return rows.map(({ counterfoil, ...row }) => ({ counterfoil, job: jobOf(row) }))
  },
  ofCounterfoil: (authority, counterfoil) => jobsWhere(database.reads, "authority = ? AND state = 'done' AND id IN (SELECT job FROM status_job_rows WHERE counterfoil = ? AND outcome = 'changed') ORDER BY id", [authority, counterfoil]),
  sweep: async (now) => {
    await database.write(async (writes) => {
      await writes.run("DELETE FROM status_job_rows WHERE job IN (SELECT id FROM status_jobs WHERE state = 'prepared' AND made_at <= ?)", [now - preparedFor])
      await writes.run("DELETE FROM status_jobs WHERE state = 'prepared' AND made_at <= ?", [now - preparedFor])
    })
  },
})

// What waits for a second person may never begin: whoever may change one alone isn't made to wait for it.
const sameOfOne = `SELECT id, reason, telling FROM status_job_rows JOIN status_jobs ON id = job
  WHERE counterfoil = ? AND authority = ? AND change = ? AND many = 1 AND state IN ('staged', 'running') ORDER BY id DESC LIMIT 1`

const aloneSince = async (reads: Reads, authority: string, person: string, since: number): Promise<number> =>
  (await reads.first<{ readonly many: number }>("SELECT coalesce(sum(many), 0) AS many FROM status_jobs WHERE authority = ? AND alone_by = ? AND alone_at > ? AND state <> 'undone'", [authority, person, since]))?.many ?? 0

interface Id {
  readonly id: CounterfoilId
}

const idsIn = (rows: readonly Id[]): readonly CounterfoilId[] => rows.map(({ id }) => id)

export const jobsWhere = async (reads: Reads, where: string, values: readonly (string | number)[]): Promise<readonly StatusJob[]> => (await reads.all<JobRow>(`SELECT ${columns} FROM status_jobs WHERE ${where}`, values)).map(jobOf)

/** Notes a change that was made at once, in the unit that makes it: its publication is seen, too. The credential's own audit entry tells of it. */
export async function noteDone(writes: Writes, { reason, telling, ...job }: Omit<StatusJobToPrepare, 'unknownLines'> & { readonly reason: JobReason; readonly telling: Telling }): Promise<void> {
  await prepare(writes, { ...job, unknownLines: [] })
  await writes.run("UPDATE status_jobs SET state = 'done', reason = ?, telling = ?, confirmed_by = made_by, applies_at = made_at, done_at = made_at WHERE id = ?", [reason, telling, job.id])
  await writes.run("UPDATE status_job_rows SET outcome = 'changed' WHERE job = ?", [job.id])
}

/** Another authority's ids are not taken, whoever names them. */
async function prepare(writes: Writes, { id, authority, change, unknownLines, madeBy, madeAt, ids }: StatusJobToPrepare): Promise<void> {
  await writes.run(`INSERT INTO status_jobs (${columns}) VALUES (?, ?, ?, NULL, 'prepared', 0, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL)`, [id, authority, change, JSON.stringify(unknownLines), madeBy, madeAt])
  const many = await writes.run('INSERT INTO status_job_rows (job, counterfoil) SELECT ?, id FROM counterfoils WHERE authority = ? AND id IN (SELECT value FROM json_each(?))', [id, authority, JSON.stringify(ids)])
  await writes.run('UPDATE status_jobs SET many = ? WHERE id = ?', [many, id])
}
