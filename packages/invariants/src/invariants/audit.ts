import { judge, together, type Invariant } from '../invariant.ts'
import { readAuditSequence } from '../memory.ts'
import { askAll, lookInto, type Question } from '../sight.ts'

const isTold = (event: string, object: string): string => `(SELECT count(*) FROM audit_entries a WHERE a.object = ${object} AND a.event = '${event}')`

/** The latest change of each credential that the audit tells of. */
const latestChange = `SELECT object, event, max(sequence) FROM audit_entries
  WHERE event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') GROUP BY object`

const questions: readonly Question[] = [
  { words: (id) => `offer ${id} was made without one audit entry`, sql: `SELECT id FROM credential_offers o WHERE ${isTold('offer.made', 'o.id')} <> 1` },
  {
    words: (id) => `offer ${id} ended otherwise than the audit tells`,
    sql: `SELECT id FROM credential_offers o WHERE ${isTold('offer.withdrawn', 'o.id')} <> (state = 'withdrawn') OR ${isTold('offer.locked', 'o.id')} <> (state = 'locked') OR ${isTold('offer.expired', 'o.id')} <> (state = 'expired')`,
  },
  {
    words: (id) => `offer ${id} was redeemed without an audit entry`,
    sql: `SELECT id FROM credential_offers o WHERE state IN ('redeeming', 'redeemed', 'issued') AND ${isTold('offer.redeemed', 'o.id')} = 0`,
  },
  { words: (id) => `credential ${id} was issued without an audit entry`, sql: `SELECT id FROM counterfoils c WHERE ${isTold('credential.issued', 'c.id')} = 0` },
  {
    words: (id) => `credential ${id} has another status than its latest audit entry tells`,
    sql: `SELECT c.id FROM counterfoils c LEFT JOIN (${latestChange}) l ON l.object = c.id
      WHERE l.event IS NOT 'credential.revoked' AND c.status <> (CASE l.event WHEN 'credential.suspended' THEN 2 ELSE 0 END)`,
  },
  {
    words: (id) => `credential ${id} has another outcome than the audit tells`,
    sql: `SELECT id FROM counterfoils c WHERE ${isTold('credential.accepted', 'c.id')} <> (outcome IS 'credential_accepted')
      OR ${isTold('credential.failed', 'c.id')} <> (outcome IS 'credential_failure') OR ${isTold('credential.deleted', 'c.id')} <> (outcome IS 'credential_deleted')`,
  },
  {
    words: (sequence) => `audit entry ${sequence} tells of something that is not there`,
    sql: `SELECT sequence FROM audit_entries a WHERE CASE WHEN event LIKE 'offer.%' THEN NOT EXISTS (SELECT 1 FROM credential_offers o WHERE o.id = a.object)
      ELSE NOT EXISTS (SELECT 1 FROM counterfoils c WHERE c.id = a.object) END`,
  },
  { words: () => 'audit entries are missing: their numbers have gaps', sql: 'SELECT held FROM (SELECT count(*) AS held, coalesce(max(sequence), 0) AS given FROM audit_entries) WHERE held <> given' },
  {
    words: () => 'audit entries are missing at the end',
    sql: "SELECT 1 FROM sqlite_sequence WHERE name = 'audit_entries' AND seq <> (SELECT coalesce(max(sequence), 0) FROM audit_entries)",
  },
]

const recordOf: Question = {
  words: (id) => `presentation ${id} ended otherwise than its check record tells`,
  sql: `SELECT p.transaction_id FROM presentations p LEFT JOIN check_records r USING (transaction_id)
    WHERE r.outcome IS NOT (CASE WHEN p.status IN ('answered', 'collected') THEN 'answered' WHEN p.status IN ('refused', 'declined') THEN p.status END)
    AND NOT (p.status = 'expired' AND r.outcome = 'answered')`,
}

export const everyChangeIsTold: Invariant = {
  id: 'INV-13',
  statement: 'Every change of state has exactly one audit entry, written in the same transaction.',
  checkedBy: 'the states of offers and counterfoils against the audit entries of each, numbers without a gap; the ends of presentations against the check records',
  applies: 'now',
  look: async ({ issuer, verifier, memory }) =>
    together(
      await lookInto(issuer, 'issuer', async (tables) => {
        const stored = await askAll(tables, `${await tables.count('SELECT count(*) FROM audit_entries')} audit entries`, questions)
        const shrunk = memory !== null && (await readAuditSequence(tables)) < memory.auditSequence
        return together(stored, judge(shrunk ? ['there were more audit entries before'] : [], 'none fewer than before'))
      }),
      await lookInto(verifier, 'verifier', async (tables) => askAll(tables, `${await tables.count('SELECT count(*) FROM check_records')} check records`, [recordOf])),
    ),
}
