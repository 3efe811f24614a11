import { chainEntry, noEntryYet, type AuditFacts, type ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import type { MigrationInterface, QueryRunner } from 'typeorm'

interface EarlierRow extends AuditFacts {
  readonly sequence: number
}

const atOnce = 1000

/** Chains what earlier releases wrote, in the order in which they wrote it. */
async function chainEarlier(runner: QueryRunner): Promise<Map<string, ChainHead>> {
  const heads = new Map<string, ChainHead>()
  for (let last = 0; ; ) {
    const rows = (await runner.query('SELECT sequence, authority, at, actor, event, object, reason FROM audit_entries WHERE sequence > ? ORDER BY sequence LIMIT ?', [last, atOnce])) as readonly EarlierRow[]
    for (const row of rows) {
      const entry = chainEntry(heads.get(row.authority) ?? noEntryYet, row)
      await runner.query('UPDATE audit_entries SET number = ?, hash = ? WHERE sequence = ?', [entry.number, entry.hash, row.sequence])
      heads.set(row.authority, entry)
      last = row.sequence
    }
    if (rows.length < atOnce) return heads
  }
}

export class ChainAuditEntries1764028800000 implements MigrationInterface {
  readonly name = 'ChainAuditEntries1764028800000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_entries ADD COLUMN number INTEGER')
    await runner.query('ALTER TABLE audit_entries ADD COLUMN hash BLOB')
    await runner.query('CREATE TABLE audit_heads (authority TEXT PRIMARY KEY, number INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID')
    for (const [authority, { number, hash }] of await chainEarlier(runner)) {
      await runner.query('INSERT INTO audit_heads (authority, number, hash) VALUES (?, ?, ?)', [authority, number, hash])
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_heads')
    for (const column of ['hash', 'number']) await runner.query(`ALTER TABLE audit_entries DROP COLUMN ${column}`)
  }
}
