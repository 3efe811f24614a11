import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { RecordGap, RecordGaps } from '../ports/record-gaps.ts'

/** Wallets ask again long before. */
const rememberedFor = 30 * 86_400
/** Who asks every ten seconds is noted no oftener than this. */
const notedEvery = 3600

export const recordGapsTable = (database: Database): RecordGaps => ({
  note: async (authority, { person, typeId }, now) => {
    await database.write((writes) =>
      writes.run('INSERT INTO record_gaps (authority, person, type_id, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at WHERE asked_at <= excluded.asked_at - ?', [authority, person, typeId, now, notedEvery]),
    )
  },
  latest: (authority) => database.reads.all<RecordGap>('SELECT person, type_id AS typeId FROM record_gaps WHERE authority = ? ORDER BY asked_at DESC, person, type_id LIMIT 200', [authority]),
  sweep: async (now) => {
    await database.write((writes) => writes.run('DELETE FROM record_gaps WHERE asked_at <= ?', [now - rememberedFor]))
  },
})
