import { createHash } from 'node:crypto'
import { judge, together, type Invariant, type Look } from '../invariant.ts'
import type { Tables } from '../reading/tables.ts'
import { lookInto, tablesOf } from '../sight.ts'

interface Row {
  readonly sequence: number
  readonly authority: string
  readonly number: number | null
  readonly at: number
  readonly actor: string
  readonly event: string
  readonly object: string
  readonly reason: string | null
  readonly hash: Uint8Array | null
}

interface Head {
  readonly number: number
  readonly hash: string
}

const start: Head = { number: 0, hash: '00'.repeat(32) }
const atOnce = 5000
const hexOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex')

/** The chain reckoned again, by the words of docs/audit.md and not by the service's program. */
function hashAfter(before: string, { actor, at, authority, event, number, object, reason }: Row): string {
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(JSON.stringify({ actor, at, authority, event, number, object, reason })).digest('hex')
}

/** Walks all chains at once; a chain is followed up to its first wrong link. */
async function walk(tables: Tables): Promise<{ readonly findings: readonly string[]; readonly heads: ReadonlyMap<string, Head> }> {
  const heads = new Map<string, Head>()
  const broken = new Map<string, string>()
  for (let last = 0; ; ) {
    const rows = await tables.rows<Row>('SELECT sequence, authority, number, at, actor, event, object, reason, hash FROM audit_entries WHERE sequence > ? ORDER BY sequence LIMIT ?', last, atOnce)
    for (const row of rows) {
      last = row.sequence
      if (broken.has(row.authority)) continue
      const before = heads.get(row.authority) ?? start
      const hash = hashAfter(before.hash, row)
      if (row.number !== before.number + 1 || hexOf(row.hash) !== hash) broken.set(row.authority, `the audit chain of ${row.authority} breaks at entry ${row.sequence}`)
      else heads.set(row.authority, { number: row.number, hash })
    }
    if (rows.length < atOnce) return { findings: [...broken.values()], heads }
  }
}

export const auditIsChained: Invariant = {
  id: 'INV-12',
  statement: 'Audit entries form a hash chain; each anchor on the ledger equals the head of the chain at its number.',
  checkedBy: 'every entry hashed again behind the one before it, each chain ending at its head. Anchors are compared by `pnpm audit:verify`',
  applies: 'now, as far as it is stored',
  look: async ({ issuer, otherStores }) => {
    const looks: Look[] = [await lookInto(issuer, 'issuer', lookAtChains)]
    for (const store of otherStores) if (((await tablesOf(store)?.columns('audit_heads')) ?? []).length > 0) looks.push(await lookInto(store, 'log', lookAtChains))
    return together(...looks)
  },
}

async function lookAtChains(tables: Tables): Promise<Look> {
  const { findings, heads } = await walk(tables)
  if (findings.length > 0) return judge(findings, '')
  const stored = await tables.rows<{ readonly authority: string; readonly number: number; readonly hash: Uint8Array }>('SELECT authority, number, hash FROM audit_heads')
  const apart = new Set([...heads.keys(), ...stored.map(({ authority }) => authority)])
  for (const { authority, number, hash } of stored) {
    const walked = heads.get(authority) ?? start
    if (walked.number === number && walked.hash === hexOf(hash)) apart.delete(authority)
  }
  return judge([...apart].map((authority) => `the audit chain of ${authority} does not end at its head`), `${heads.size} audit chains`)
}
