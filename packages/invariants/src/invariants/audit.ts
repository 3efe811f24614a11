import { judge, together, type Invariant, type Look } from '../invariant.ts'
import { readAuditSequence } from '../memory.ts'
import { askAll, lookInto, tablesOf, type Question, type Sight } from '../sight.ts'

const events = ['offer.made', 'offer.withdrawn', 'offer.locked', 'offer.expired', 'offer.redeemed', 'credential.issued', 'credential.accepted', 'credential.failed', 'credential.deleted', 'credential.revoked']

/** How often the audit tells each event of each object: one pass, however many there are. */
const told = `WITH told AS MATERIALIZED (SELECT object, ${events.map((event) => `sum(event = '${event}') AS "${event}"`).join(', ')} FROM audit_entries GROUP BY object),
  latest AS MATERIALIZED (SELECT object, event, max(sequence) FROM audit_entries WHERE event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') GROUP BY object)`

const times = (event: string): string => `coalesce(told."${event}", 0)`
const isIn = (event: string, state: string): string => `${times(event)} <> (state = '${state}')`
const isOutcome = (event: string, outcome: string): string => `${times(event)} <> (outcome IS '${outcome}')`
const offers = `${told} SELECT id FROM credential_offers LEFT JOIN told ON told.object = id WHERE`
const counterfoils = `${told} SELECT id FROM counterfoils LEFT JOIN told ON told.object = id LEFT JOIN latest ON latest.object = id WHERE`

/** What each kind of event tells of: rows that are never erased. */
const toldOf: readonly (readonly [string, string])[] = [
  ['offer', 'credential_offers o WHERE o.id = a.object'],
  ['credential', 'counterfoils c WHERE c.id = a.object'],
  ['ledger', 'ledger_intents i WHERE i.key = a.object'],
  ['list', 'list_anchors l WHERE l.log = a.authority AND l.key = a.object'],
  ['bulk', 'bulk_jobs b WHERE b.authority = a.authority AND b.id = a.object'],
  // Of a session nothing is kept once it is over.
  ['session', '(SELECT 1)'],
  ['passkey', 'staff_passkeys k WHERE k.authority = a.authority AND k.id = a.object'],
  ['approval', 'approvals p WHERE p.authority = a.authority AND p.id = a.object'],
  ['status_job', 'status_jobs j WHERE j.authority = a.authority AND j.id = a.object'],
  ['break_glass', 'break_glasses b WHERE b.authority = a.authority AND b.approval = a.object'],
  ['request', 'data_requests d WHERE d.authority = a.authority AND d.id = a.object'],
  // Looks and exports: they tell of no row.
  ...['case', 'people', 'caseload', 'audit'].map((kind) => [kind, '(SELECT 1)'] as const),
  ['catalogue', "catalogue_editions e WHERE e.kind = 'type' AND e.authority = a.authority AND e.name || '/' || e.version || '.' || e.edition = a.object"],
  ['form', "catalogue_editions e WHERE e.kind = 'form' AND e.authority = a.authority AND e.name || '/' || e.version || '.' || e.edition = a.object"],
]

const toldOfEdition = (event: string): string => `(SELECT count(*) FROM audit_entries a WHERE a.authority = e.authority AND a.object = e.name || '/' || e.version || '.' || e.edition AND a.event = ${event})`

const questions: readonly Question[] = [
  { words: (id) => `offer ${id} was made without one audit entry`, sql: `${offers} ${times('offer.made')} <> 1` },
  { words: (id) => `offer ${id} ended otherwise than the audit tells`, sql: `${offers} ${isIn('offer.withdrawn', 'withdrawn')} OR ${isIn('offer.locked', 'locked')} OR ${isIn('offer.expired', 'expired')}` },
  { words: (id) => `offer ${id} was redeemed without an audit entry`, sql: `${offers} state IN ('redeeming', 'redeemed', 'issued') AND ${times('offer.redeemed')} = 0` },
  { words: (id) => `credential ${id} was issued without an audit entry`, sql: `${counterfoils} ${times('credential.issued')} = 0` },
  {
    words: (id) => `credential ${id} has another status than its latest audit entry tells`,
    // What was revoked is INV-05's to judge.
    sql: `${counterfoils} ${times('credential.revoked')} = 0 AND status <> (CASE latest.event WHEN 'credential.suspended' THEN 2 ELSE 0 END)`,
  },
  {
    words: (id) => `credential ${id} has another outcome than the audit tells`,
    sql: `${counterfoils} ${isOutcome('credential.accepted', 'credential_accepted')} OR ${isOutcome('credential.failed', 'credential_failure')} OR ${isOutcome('credential.deleted', 'credential_deleted')}`,
  },
  {
    words: (sequence) => `audit entry ${sequence} tells of something that is not there`,
    sql: `SELECT sequence FROM audit_entries a WHERE CASE ${toldOf.map(([kind, isThere]) => `WHEN event LIKE '${kind}.%' THEN NOT EXISTS (SELECT 1 FROM ${isThere})`).join(' ')} ELSE 1 END`,
  },
  {
    words: (id) => `the request for approval ${id} stands otherwise than the audit tells`,
    sql: `SELECT id FROM approvals p WHERE 1 <> (SELECT count(*) FROM audit_entries a WHERE a.object = p.id AND a.event = 'approval.asked')
      OR (state <> 'waiting') <> (SELECT count(*) FROM audit_entries a WHERE a.object = p.id AND a.event = CASE WHEN by_break_glass = 1 THEN 'break_glass.opened' ELSE 'approval.' || state END)`,
  },
  {
    words: (id) => `the data request ${id} stands otherwise than the audit tells`,
    sql: `SELECT id FROM data_requests d WHERE 1 <> (SELECT count(*) FROM audit_entries a WHERE a.object = d.id AND a.event = 'request.received')
      OR (extension IS NOT NULL) <> (SELECT count(*) FROM audit_entries a WHERE a.object = d.id AND a.event = 'request.extended')
      OR (state <> 'open') <> (SELECT count(*) FROM audit_entries a WHERE a.object = d.id AND a.event IN ('request.answered', 'request.erased', 'request.refused', 'request.withdrawn'))`,
  },
  {
    words: (number) => `edition ${number} of the catalogue stands otherwise than the audit tells`,
    sql: `SELECT number FROM catalogue_editions e WHERE kind = 'type' AND (1 <> ${toldOfEdition("'catalogue.published'")} OR (effective_at IS NOT NULL) <> ${toldOfEdition("'catalogue.effective'")})`,
  },
  {
    words: (number) => `publication ${number} of a form stands otherwise than the audit tells`,
    sql: `SELECT number FROM catalogue_editions e WHERE kind = 'form' AND 1 <> ${toldOfEdition("CASE e.withdraws WHEN 1 THEN 'form.withdrawn' ELSE 'form.published' END")}`,
  },
  { words: () => 'audit entries are missing: their numbers have gaps', sql: 'SELECT held FROM (SELECT count(*) AS held, coalesce(max(sequence), 0) AS given FROM audit_entries) WHERE held <> given' },
  {
    words: () => 'audit entries are missing at the end',
    sql: "SELECT 1 FROM sqlite_sequence WHERE name = 'audit_entries' AND seq <> (SELECT coalesce(max(sequence), 0) FROM audit_entries)",
  },
]

/** What an end of a write to the ledger is told by. Writes of releases that told nothing are older than any entry of one. */
const ends = "CASE WHEN state = 'final' THEN 'ledger.confirmed' WHEN dead_reason = 'dropped' THEN 'ledger.dropped' WHEN state = 'dead' THEN 'ledger.dead' WHEN state <> 'waiting' THEN 'ledger.sent' ELSE 'ledger.queued' END"
const tellsOf = (event: string): string => `EXISTS (SELECT 1 FROM audit_entries a WHERE a.object = i.key AND a.event = ${event})`
const writeQuestions: readonly Question[] = [
  {
    words: (key) => `the write ${key} to the ledger has no audit entry for where it stands`,
    sql: `SELECT key FROM ledger_intents i WHERE NOT (${tellsOf("'ledger.queued'")} AND ${tellsOf(ends)})
      AND sequence >= (SELECT min(o.sequence) FROM ledger_intents o JOIN audit_entries a ON a.object = o.key AND a.event = 'ledger.queued')`,
  },
]

const toldOfAnchor = (event: string): string => `(SELECT count(*) FROM audit_entries a WHERE a.authority = l.log AND a.object = l.key AND a.event = '${event}')`
const anchorQuestions: readonly Question[] = [
  { words: (key) => `the anchor ${key} for the list has no audit entry for where it stands`, sql: `SELECT key FROM list_anchors l WHERE ${toldOfAnchor('list.queued')} <> 1 OR ${toldOfAnchor('list.written')} <> (written_at IS NOT NULL)` },
]

/** Every database from which the ledger, or a list, is written to. */
async function lookAtWrites({ issuer, otherStores }: Sight): Promise<Look[]> {
  const looks: Look[] = []
  for (const store of [issuer, ...otherStores]) {
    const tables = tablesOf(store)
    if (tables !== null && (await tables.columns('ledger_intents')).length > 0 && (await tables.columns('audit_entries')).length > 0) {
      looks.push(await askAll(tables, `${await tables.count('SELECT count(*) FROM ledger_intents')} writes to the ledger`, writeQuestions))
    }
    if (tables !== null && (await tables.columns('list_anchors')).length > 0) looks.push(await askAll(tables, `${await tables.count('SELECT count(*) FROM list_anchors')} anchors for a list`, anchorQuestions))
  }
  return looks
}

const recordOf: Question = {
  words: (id) => `presentation ${id} ended otherwise than its check record tells`,
  sql: `SELECT p.transaction_id FROM presentations p LEFT JOIN check_records r USING (transaction_id)
    WHERE r.outcome IS NOT (CASE WHEN p.status IN ('answered', 'collected') THEN 'answered' WHEN p.status IN ('refused', 'declined') THEN p.status END)
    AND NOT (p.status = 'expired' AND r.outcome = 'answered')`,
}

export const everyChangeIsTold: Invariant = {
  id: 'INV-13',
  statement: 'Every change of state has exactly one audit entry, written in the same transaction.',
  checkedBy: 'the states of offers and counterfoils against the audit entries of each, numbers without a gap; the ends of presentations against the check records; every write to the ledger, and every anchor for a list, against the entries of its way',
  applies: 'now',
  look: async (sight) => {
    const { issuer, verifier, memory } = sight
    return together(
      await lookInto(issuer, 'issuer', async (tables) => {
        const stored = await askAll(tables, `${await tables.count('SELECT count(*) FROM audit_entries')} audit entries`, questions)
        if (memory === null) return stored
        const shrunk = (await readAuditSequence(tables)) < memory.auditSequence
        return together(stored, judge(shrunk ? ['there were more audit entries before'] : [], 'none fewer than before'))
      }),
      await lookInto(verifier, 'verifier', async (tables) => askAll(tables, `${await tables.count('SELECT count(*) FROM check_records')} check records`, [recordOf])),
      ...(await lookAtWrites(sight)),
    )
  },
}
