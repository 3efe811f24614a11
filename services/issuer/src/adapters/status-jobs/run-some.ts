import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ChangeReason, CounterfoilId } from '../../domain/counterfoil.ts'
import { isOfStatus, type StatusJob } from '../../domain/status-jobs/status-job.ts'
import type { StatusJobStep } from '../../ports/status-jobs.ts'
import { changeStatuses } from '../change-statuses.ts'
import { openRenewals } from '../renewals-table.ts'

export interface SomeOfJob {
  readonly most: number
  readonly changeable: readonly string[]
  readonly now: EpochSeconds
}

const next = `SELECT r.counterfoil AS id, c.configuration_id AS configuration, c.expires_at AS expiresAt FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil
  WHERE r.job = ? AND r.outcome IS NULL AND EXISTS (SELECT 1 FROM status_jobs j WHERE j.id = r.job AND j.state = 'running') LIMIT ?`

/** Changes the next rows of a job and notes it, in the unit that it is given: what is noted is done, and what is done is noted. */
export async function runSome(writes: Writes, job: StatusJob, { most, changeable, now }: SomeOfJob): Promise<StatusJobStep> {
  const rows = await writes.all<{ readonly id: CounterfoilId; readonly configuration: string; readonly expiresAt: EpochSeconds }>(next, [job.id, most])
  if (rows.length === 0) {
    await writes.run("UPDATE status_jobs SET state = 'done', done_at = ? WHERE id = ? AND state = 'running'", [now, job.id])
    return { isOver: true, changed: [] }
  }
  const able = rows.filter(({ configuration, expiresAt }) => changeable.includes(configuration) && (job.change !== 'renew' || expiresAt > now)).map(({ id }) => id)
  const changed = await change(writes, job, able, now)
  await writes.run("UPDATE status_job_rows SET outcome = 'changed' WHERE job = ? AND outcome IS NULL AND counterfoil IN (SELECT value FROM json_each(?))", [job.id, JSON.stringify(changed)])
  await writes.run("UPDATE status_job_rows SET outcome = 'unchanged' WHERE job = ? AND outcome IS NULL AND counterfoil IN (SELECT value FROM json_each(?))", [job.id, JSON.stringify(rows.map(({ id }) => id))])
  return { isOver: false, changed }
}

async function change(writes: Writes, { authority, change: asked, reason, confirmedBy: actor }: StatusJob, ids: readonly CounterfoilId[], now: EpochSeconds): Promise<readonly CounterfoilId[]> {
  if (reason === null || actor === null) throw new Error('A change of status runs that nobody confirmed with a reason.')
  if (!isOfStatus(asked)) return openRenewals(writes, ids, { actor, reason, now })
  // Reasons of a change of status are its own: nothing else is confirmed.
  return (await changeStatuses(writes, authority, ids, asked, { actor, reason: reason as ChangeReason, now })).map(({ id }) => id)
}
