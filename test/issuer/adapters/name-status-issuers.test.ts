import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { NameStatusIssuers1765069200000 as NameStatusIssuers } from '@counterfoil/issuer/adapters/migrations/0015-name-status-issuers'
import { openDatabase, type Database, type Migration } from '@counterfoil/service-kit/persistence/database'

/** They are run by the time in their names. */
const timeOf = ({ name }: Migration): number => Number(name.slice(-13))
const before: readonly Migration[] = issuerMigrations.filter((one) => timeOf(one) < timeOf(NameStatusIssuers))
const written = [
  `INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tries_left, made_at, expires_at) SELECT 'offer-' || value, 'dunmere', 'residency', 'p', 'issued', 'code-' || value, 5, 1, 2 FROM json_each('[1,2]')`,
  `INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES ('dunmere', 1, 64, 3, x'00'), ('aldermoor', 1, 64, 0, x'00'), ('aldermoor', 2, 64, 0, x'00')`,
  `INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce, profile)
    SELECT 'c' || value, 'dunmere', 'offer-' || value, 'residency-sd-jwt', 'p', 1, value, value - 1, 1, 2, 1, 'h' || value, x'00', 'haip' FROM json_each('[1,2]')`,
  `INSERT INTO credential_copies (authority, status_list, status_index, counterfoil, holder_hash) VALUES ('dunmere', 1, 7, 'c1', 'copy')`,
  `INSERT INTO staged_renewals (counterfoil, opened_at, ends_at, ended) VALUES ('c2', 1, 2, 0)`,
]

let folder: string
let database: Database
const open = (migrations: readonly Migration[]): Promise<Database> => openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations })
const run = (sql: string): Promise<number> => database.write((writes) => writes.run(sql))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-migration-'))
  database = await open(before)
  for (const statement of written) await run(statement)
  await database.close()
  database = await open([...before, NameStatusIssuers])
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

describe('a database from before lists were shared', () => {
  it('keeps every row and what was added to the tables since, with its own authority as the signer of each place', async () => {
    expect(await database.reads.all('SELECT id, authority, status_issuer, status_list, status_index, status, profile FROM counterfoils ORDER BY id')).toEqual([
      { id: 'c1', authority: 'dunmere', status_issuer: 'dunmere', status_list: 1, status_index: 1, status: 0, profile: 'haip' },
      { id: 'c2', authority: 'dunmere', status_issuer: 'dunmere', status_list: 1, status_index: 2, status: 1, profile: 'haip' },
    ])
    expect(await database.reads.all('SELECT * FROM credential_copies')).toEqual([{ authority: 'dunmere', status_issuer: 'dunmere', status_list: 1, status_index: 7, counterfoil: 'c1', holder_hash: 'copy' }])
    expect(await database.reads.all('SELECT counterfoil FROM staged_renewals')).toEqual([{ counterfoil: 'c2' }])
    expect(await database.reads.all('PRAGMA foreign_key_check')).toEqual([])
    const indexes = await database.reads.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'counterfoils' AND sql IS NOT NULL ORDER BY name")
    expect(indexes.map(({ name }) => name)).toEqual(['counterfoils_by_authority', 'counterfoils_by_case', 'counterfoils_by_person', 'counterfoils_not_valid'])
  })

  it('lets a credential stand in the list of another authority, once for each place, and in no list that there isn\'t', async () => {
    const move = (issuer: string, list: number, index: number, id: string): Promise<number> => run(`UPDATE counterfoils SET status_issuer = '${issuer}', status_list = ${list}, status_index = ${index} WHERE id = '${id}'`)
    expect(await move('aldermoor', 2, 5, 'c1')).toBe(1)
    await expect(move('aldermoor', 2, 5, 'c2')).rejects.toThrow(/UNIQUE/)
    await expect(move('aldermoor', 3, 5, 'c2')).rejects.toThrow(/FOREIGN KEY/)
    await expect(run("DELETE FROM counterfoils WHERE id = 'c1'")).rejects.toThrow(/FOREIGN KEY/)
  })

  it('is opened by every later version as what its migrations made', async () => {
    await database.close()
    database = await open(issuerMigrations)
    expect(await database.reads.all('SELECT count(*) AS count FROM counterfoils')).toEqual([{ count: 2 }])
  })
})
