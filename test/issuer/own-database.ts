import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'

/** An issuer's database without an issuer: for tests of one table. */
export async function openIssuerDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-table-'))
  const file = join(folder, 'issuer.sqlite')
  const database = await openDatabase({ file, entities: [], migrations: issuerMigrations })
  /** As if nothing had happened yet. */
  const empty = (...tables: readonly string[]): Promise<void> =>
    database.write(async (writes) => {
      for (const table of tables) await writes.run(`DELETE FROM ${table}`)
    })
  const told = async (): Promise<readonly string[]> =>
    (await database.reads.all<{ actor: string; event: string; reason: string | null }>('SELECT actor, event, reason FROM audit_entries ORDER BY sequence')).map(({ actor, event, reason }) => `${actor} ${event}${reason === null ? '' : ` ${reason}`}`)
  const close = async (): Promise<void> => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { file, database, empty, told, close }
}
