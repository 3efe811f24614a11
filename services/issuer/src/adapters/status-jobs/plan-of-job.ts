import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { statusChanges } from '../../domain/counterfoil.ts'
import type { JobChange, StatusJob } from '../../domain/status-jobs/status-job.ts'
import type { StatusJobPlan } from '../../ports/status-jobs.ts'

/** Whether a row stands where the change leads, and where it starts, in SQL. */
const standings = (change: JobChange): { readonly already: string; readonly able: string } => {
  if (change === 'renew') return { already: 'EXISTS (SELECT 1 FROM staged_renewals s WHERE s.counterfoil = c.id)', able: `c.status <> ${statusValue.revoked} AND c.expires_at > ?` }
  const { from, to } = statusChanges[change]
  return { already: `c.status = ${to}`, able: `c.status IN (${from.join(', ')}) AND ? IS NOT NULL` }
}

const openOffers = `SELECT count(DISTINCT open.id) AS many FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil JOIN credential_offers made ON made.id = c.offer
  JOIN credential_offers open ON open.authority = c.authority AND open.person = c.person AND open.type_id = made.type_id AND open.record IS made.record AND open.state IN ('offered', 'redeeming') AND open.expires_at > ?
  WHERE r.job = ?`

/** What a change would do to its rows as they stand now: each is of one kind. */
export async function planOf(reads: Reads, { id, change }: Pick<StatusJob, 'id' | 'change'>, { changeable, now }: { readonly changeable: readonly string[]; readonly now: EpochSeconds }): Promise<StatusJobPlan> {
  const { already, able } = standings(change)
  const counts = await reads.all<{ kind: 'other' | 'already' | 'able' | 'cannot'; many: number; expired: number }>(
    `SELECT CASE WHEN c.configuration_id NOT IN (SELECT value FROM json_each(?)) THEN 'other' WHEN ${already} THEN 'already' WHEN ${able} THEN 'able' ELSE 'cannot' END AS kind,
      count(*) AS many, sum(c.expires_at <= ?) AS expired
     FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil WHERE r.job = ? GROUP BY kind`,
    [JSON.stringify(changeable), now, now, id],
  )
  const of = (kind: (typeof counts)[number]['kind']) => counts.find((one) => one.kind === kind)
  const offers = await reads.first<{ many: number }>(openOffers, [now, id])
  return { toChange: of('able')?.many ?? 0, already: of('already')?.many ?? 0, cannot: of('cannot')?.many ?? 0, ofOtherKind: of('other')?.many ?? 0, expired: of('able')?.expired ?? 0, openOffers: offers?.many ?? 0 }
}
