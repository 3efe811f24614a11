import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { check } from '@counterfoil/invariants/check'
import type { Deployment } from '@counterfoil/invariants/deployment'
import type { Memory } from '@counterfoil/invariants/memory'
import { explain } from '@counterfoil/invariants/report'
import sqlite3 from 'sqlite3'

/** Copies of database files, in a folder that goes with its test. */
export function copyOf(...files: readonly string[]): { readonly folder: string; readonly file: (name: string) => string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-broken-'))
  for (const file of files) copyFileSync(file, join(folder, basename(file)))
  return { folder, file: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Does to a file what the services never do. */
export function tamper(file: string, ...statements: readonly string[]): Promise<void> {
  const all = ['PRAGMA foreign_keys = OFF', 'PRAGMA ignore_check_constraints = ON', ...statements, 'PRAGMA wal_checkpoint(TRUNCATE)', 'PRAGMA journal_mode = DELETE']
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file)
    database.exec(all.join(';\n'), (error) => database.close(() => (error === null ? resolve() : reject(error))))
  })
}

/** Statements that take every rule from a table, so that rows may be wrong which SQLite would have refused. */
export const loosen = (table: string): readonly string[] => [`CREATE TABLE loose AS SELECT * FROM ${table}`, `DROP TABLE ${table}`, `ALTER TABLE loose RENAME TO ${table}`]

export interface Judgement {
  readonly broken: readonly string[]
  readonly unseen: readonly string[]
  readonly findings: string
}

/** What a look says, by ids. */
export async function look(deployment: Deployment, memory?: Memory): Promise<Judgement> {
  const report = await check(deployment, memory === undefined ? {} : { memory })
  const of = (state: string): string[] => report.filter((one) => one.look.state === state).map(({ invariant }) => invariant.id)
  return { broken: of('broken'), unseen: of('not seen'), findings: report.filter((one) => one.look.state === 'broken').map((one) => explain(one.look)).join('\n') }
}
