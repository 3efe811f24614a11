import type { Database } from '@counterfoil/service-kit/persistence/database'
import { statusChanges, type CounterfoilId } from '../../domain/counterfoil.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { isOfStatus } from '../../domain/status-jobs/status-job.ts'
import type { StatusTellings, ToTell } from '../../ports/status-jobs.ts'
import { countMessages, mayGoAgain, onItsWayAgain, putMessages } from '../notify/outgoing-messages-table.ts'
import { jobsWhere } from './status-jobs-table.ts'

const ofJob = "subject IN (SELECT counterfoil FROM status_job_rows WHERE job = (SELECT id FROM status_jobs WHERE id = ? AND authority = ?)) AND template = 'status-changed' AND substr(reference, -length(?)) = ?"
const untold = "FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil WHERE r.job = ? AND r.outcome = 'changed' AND r.told IS NULL"

/** Telling people of changes: a row is told when its message is stored, in one unit. */
export const statusTellingsTable = (database: Database): StatusTellings => ({
  due: () => jobsWhere(database.reads, "state = 'done' AND telling <> 'none' AND told_at IS NULL", []),
  toTell: async ({ id, change }) => {
    const rows = await database.reads.all<{ readonly person: PersonHandle; readonly configurationId: string; readonly ids: string; readonly stands: 0 | 1 }>(`SELECT c.person, c.configuration_id AS configurationId, json_group_array(r.counterfoil) AS ids, coalesce(c.status = ?, 1) AS stands ${untold} GROUP BY c.person, c.configuration_id, stands ORDER BY min(r.counterfoil)`, [isOfStatus(change) ? statusChanges[change].to : null, id])
    return rows.map(({ ids, stands, ...row }): ToTell => ({ ...row, stands: stands === 1, counterfoils: (JSON.parse(ids) as CounterfoilId[]).toSorted() }))
  },
  note: (id, told, messages, now) =>
    database.write(async (writes) => {
      const rows = told.flatMap(({ counterfoils, told: how }) => counterfoils.map((counterfoil) => [counterfoil, how]))
      // Whoever had their data erased since the record was read is told nothing: that would write their name and address anew.
      const still = await writes.all<{ readonly id: string }>('SELECT counterfoil AS id FROM status_job_rows WHERE job = ? AND told IS NULL AND counterfoil IN (SELECT value FROM json_each(?))', [id, JSON.stringify(messages.map(({ subject }) => subject))])
      await writes.run('WITH asked AS MATERIALIZED (SELECT value ->> 0 AS counterfoil, value ->> 1 AS told FROM json_each(?)) UPDATE status_job_rows SET told = asked.told FROM asked WHERE job = ? AND status_job_rows.counterfoil = asked.counterfoil AND status_job_rows.told IS NULL', [JSON.stringify(rows), id])
      await putMessages(writes, messages.filter(({ subject }) => still.some((row) => row.id === subject)), now)
    }),
  finish: async (id, now) => {
    await database.write((writes) => writes.run(`UPDATE status_jobs SET told_at = ? WHERE id = ? AND told_at IS NULL AND NOT EXISTS (SELECT 1 ${untold})`, [now, id, id]))
  },
  personsOf: async (id) => (await database.reads.all<{ readonly person: PersonHandle }>('SELECT DISTINCT c.person FROM status_job_rows r JOIN counterfoils c ON c.id = r.counterfoil WHERE r.job = ?', [id])).map(({ person }) => person),
  outcome: async (authority, id) => {
    const told = await database.reads.all<{ readonly told: string; readonly many: number }>("SELECT told, count(*) AS many FROM status_job_rows WHERE job = ? AND told IN ('unreachable', 'gone', 'overtaken') GROUP BY told", [id])
    const manyThat = (how: string): number => told.find((one) => one.told === how)?.many ?? 0
    return { unreachable: manyThat('unreachable'), gone: manyThat('gone'), overtaken: manyThat('overtaken'), messages: await countMessages(database.reads, `authority = ? AND ${ofJob}`, [authority, id, authority, id, id]) }
  },
  again: (authority, id, now) => database.write((writes) => writes.run(`UPDATE outgoing_messages SET ${onItsWayAgain} WHERE ${mayGoAgain} AND ${ofJob}`, [now, authority, now, id, authority, id, id])),
})
