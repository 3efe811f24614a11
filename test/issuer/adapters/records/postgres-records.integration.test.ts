import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresRecords } from '@counterfoil/issuer/adapters/records/postgres-records'
import { freePort } from '../../../support/free-port.ts'
import { postgresPrograms, startPostgres, type Postgres } from '../../../support/postgres.ts'

const canary = 'Marigold-Xerxes-77'

describe.skipIf(postgresPrograms === null)('records in a view of PostgreSQL', () => {
  let postgres: Postgres
  const reading = (view: string, role = 'counterfoil_reader') => postgresRecords({ url: postgres.urlOf(role), password: 'ignored by this server', view, searchIn: null, caFile: null }).search({ words: [], most: 100 }, AbortSignal.timeout(20_000))
  const faultOf = (view: string, role?: string) => reading(view, role).then(() => null, (error: unknown) => error)

  beforeAll(async () => {
    postgres = await startPostgres(await freePort())
    await postgres.run(`CREATE SCHEMA records;
      CREATE TABLE records.residents (ref text, name text, born date, companion boolean, permits int, note text);
      INSERT INTO records.residents VALUES ('A-1', 'Ada', '1961-04-30', true, 2, NULL), ('A-2', 'Bea', NULL, false, 0, '${canary}');
      CREATE VIEW records.counterfoil AS SELECT ref AS council_reference, name AS given_name, born AS birth_date, companion AS travel_pass_companion, permits AS parking_permits FROM records.residents;
      CREATE VIEW records.broken AS SELECT ref AS council_reference, note::int AS parking_permits FROM records.residents;
      CREATE VIEW records.slow AS SELECT ref AS council_reference, pg_sleep(30)::text AS given_name FROM records.residents;
      CREATE ROLE counterfoil_reader LOGIN; CREATE ROLE careless LOGIN; CREATE ROLE columns LOGIN; CREATE ROLE stranger LOGIN;
      GRANT USAGE ON SCHEMA records TO counterfoil_reader, careless, columns;
      GRANT SELECT ON records.counterfoil, records.broken, records.slow TO counterfoil_reader;
      GRANT SELECT, UPDATE ON records.counterfoil TO careless;
      GRANT SELECT, UPDATE (given_name) ON records.counterfoil TO columns`)
  })
  afterAll(() => postgres.close())

  it('are read as the view has them, a day as a day and a truth as one', async () => {
    const [ada, bea] = await reading('records.counterfoil')
    expect(ada).toEqual({ reference: 'A-1', fields: new Map([['given_name', 'Ada'], ['birth_date', '1961-04-30'], ['travel_pass_companion', 'true'], ['parking_permits', '2']]) })
    expect(bea?.fields.get('birth_date')).toBe('')
    await postgres.run("UPDATE records.residents SET name = 'Ann' WHERE ref = 'A-1'")
    expect((await reading('records.counterfoil')).find(({ reference }) => reference === 'A-1')?.fields.get('given_name')).toBe('Ann')
  })

  it.each([
    ['by a role that may write', 'records.counterfoil', 'careless', 'unusable', /may write, too/],
    ['by a role that may write one column of it', 'records.counterfoil', 'columns', 'unusable', /may write, too/],
    ['by the owner of everything', 'records.counterfoil', 'owner', 'unusable', /may write, too/],
    ['by a role that may not read', 'records.counterfoil', 'stranger', 'unusable', /SQLSTATE 42501/],
    ['by nobody', 'records.counterfoil', 'nobody_at_all', 'unusable', /SQLSTATE 28000/],
    ['from a view that is not there', 'records.elsewhere', undefined, 'unusable', /SQLSTATE 42P01/],
    ['from one that can not be computed', 'records.broken', undefined, 'unusable', /SQLSTATE 22P02/],
    ['from one that takes half a minute', 'records.slow', undefined, 'away', /doesn't answer/],
  ] as const)('are not read %s, and no word of them is told', async (_row, view, role, kind, message) => {
    const fault = await faultOf(view, role)
    expect(fault).toMatchObject({ name: 'RecordFault', kind })
    expect(String(fault)).toMatch(message)
    expect(`${(fault as Error).stack} ${String((fault as Error).cause)}`).not.toContain(canary)
  })

  it('are not even fetched when they are more than may be', async () => {
    const little = postgresRecords({ url: postgres.urlOf('counterfoil_reader'), password: null, view: 'records.counterfoil', searchIn: null, caFile: null }, 30)
    await expect(little.search({ words: [], most: 100 }, AbortSignal.timeout(20_000))).rejects.toMatchObject({ kind: 'unusable', message: 'records.counterfoil holds more than 30 bytes' })
  })

  it('are away when the server is', async () => {
    const nobody = postgresRecords({ url: `postgres://counterfoil_reader@localhost:${await freePort()}/postgres`, password: null, view: 'records.counterfoil', searchIn: null, caFile: null })
    await expect(nobody.search({ words: [], most: 100 }, AbortSignal.timeout(20_000))).rejects.toMatchObject({ kind: 'away' })
  })
})
