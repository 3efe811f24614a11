import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Look } from '../../domain/audit/audit-filter.ts'
import type { Looks } from '../../ports/audit.ts'

const atOnce = 500

/**
 * Looks are put down before a page is answered and chained together a little later: reading pages neither waits for the chain nor makes it
 * long, and a process that dies in between has lost none.
 */
export const looksTable = (database: Database): Looks => ({
  note: async (...looks) => {
    const fresh: Look[] = []
    for (const look of looks) {
      const { authority, actor, event, object } = look
      if ((await database.reads.first('SELECT 1 FROM looks WHERE authority = ? AND actor = ? AND event = ? AND object = ?', [authority, actor, event, object])) === null) fresh.push(look)
    }
    if (fresh.length === 0) return
    const rows = JSON.stringify(fresh.map(({ authority, actor, event, object, at }) => [authority, actor, event, object, at]))
    await database.write((writes) => writes.run('INSERT INTO looks (authority, actor, event, object, at) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING', [rows]), () => true)
  },
  chain: async (ofAuthority) => {
    const [where, values] = ofAuthority === undefined ? ['', []] : [' WHERE authority = ?', [ofAuthority]]
    // Nearly always there is none, and then nothing is written.
    while ((await database.reads.first(`SELECT 1 FROM looks${where} LIMIT 1`, values)) !== null) {
      await database.write(async (writes) => {
        const looks = await writes.all<Look>(`SELECT authority, actor, event, object, at FROM looks${where} ORDER BY at LIMIT ?`, [...values, atOnce])
        await appendEntries(writes, looks.map((look) => ({ ...look, reason: null })))
        await writes.run("DELETE FROM looks WHERE (authority, actor, event, object) IN (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?))", [JSON.stringify(looks.map(({ authority, actor, event, object }) => [authority, actor, event, object]))])
      })
    }
  },
})
