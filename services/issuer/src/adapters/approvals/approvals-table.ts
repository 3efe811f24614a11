import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { standsFor, type Approval, type ApprovalId, type ApprovalKind, type Approver } from '../../domain/approval.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Approvals, ApprovalToAsk, Decided, DecisionToMake } from '../../ports/approvals.ts'
import { audit } from '../audit-entries.ts'
import { actorOf, approvalColumns, approvalOf, asOwner, isOwnMaker, isOwnRequest, type ApprovalRow } from './approval-row.ts'

const rowOf = (reads: Reads, authority: string, id: ApprovalId): Promise<ApprovalRow | null> => reads.first<ApprovalRow>(`SELECT ${approvalColumns} FROM approvals WHERE authority = ? AND id = ?`, [authority, id])

async function newestOf(reads: Reads, authority: string, kind: ApprovalKind, subject: string): Promise<Approval | null> {
  const row = await reads.first<ApprovalRow>(`SELECT ${approvalColumns} FROM approvals WHERE authority = ? AND kind = ? AND subject = ? ORDER BY number DESC LIMIT 1`, [authority, kind, subject])
  return row === null ? null : approvalOf(row)
}

const waits = "authority = ? AND state = 'waiting' AND expires_at > ?"
const isPast = "(state <> 'waiting' OR expires_at <= ?)"

/** Requests for a second person. */
export const approvalsTable = (database: Database): Approvals => ({
  ask: (request) => database.write((writes) => askWithin(writes, request)),
  find: async (authority, id) => {
    const row = await rowOf(database.reads, authority, id)
    return row === null ? null : approvalOf(row)
  },
  of: (authority, kind, subject) => newestOf(database.reads, authority, kind, subject),
  refusedBefore: async ({ authority, kind, subject, contentHash, id }) => {
    const row = await database.reads.first<ApprovalRow>(
      `SELECT ${approvalColumns} FROM approvals WHERE authority = ? AND kind = ? AND subject = ? AND content_hash = ? AND state = 'refused' AND id <> ? ORDER BY number DESC LIMIT 1`,
      [authority, kind, subject, contentHash, id],
    )
    return row === null ? null : approvalOf(row)
  },
  waiting: async (authority, now, { after, most }) =>
    (await database.reads.all<ApprovalRow>(`SELECT ${approvalColumns} FROM approvals WHERE ${waits} AND number > coalesce((SELECT number FROM approvals WHERE authority = ? AND id = ?), 0) ORDER BY number LIMIT ?`, [authority, now, authority, after, most])).map(approvalOf),
  howManyWait: async (authority, now) => (await database.reads.first<{ readonly many: number }>(`SELECT count(*) AS many FROM approvals WHERE ${waits}`, [authority, now]))?.many ?? 0,
  past: async (authority, now, most) =>
    (await database.reads.all<ApprovalRow>(`SELECT ${approvalColumns} FROM approvals WHERE authority = ? AND ${isPast} ORDER BY number DESC LIMIT ?`, [authority, now, most])).map(approvalOf),
  isOwn: async (authority, id, by) => (await database.reads.first(`SELECT id FROM approvals AS a WHERE authority = ? AND id = ? AND ${isOwnRequest}`, [authority, id, ...asOwner(by)])) !== null,
  isMaker: async (authority, makers, by) => (await database.reads.first(`SELECT m.value FROM json_each(?) m WHERE ${isOwnMaker('?')}`, [JSON.stringify(makers), actorOf(by), authority, by.person])) !== null,
  decide: (authority, id, decision) => database.write((writes) => decideWithin(writes, authority, id, decision)),
  withdraw: (authority, id, by, now) =>
    database.write(async (writes) => {
      const withdrawn = await writes.run(
        `UPDATE approvals AS a SET state = 'withdrawn', decided_by = ?, decided_at = ? WHERE authority = ? AND id = ? AND state = 'waiting' AND ${isOwnRequest}`,
        [by.subject, now, authority, id, ...asOwner(by)],
      )
      if (withdrawn === 1) await audit(writes, approvalEvent(authority, id, 'approval.withdrawn', { by, now, reason: null }))
      return withdrawn === 1
    }),
})

/** Asks within the unit that prepares what is asked for. */
export async function askWithin(writes: Writes, { id, authority, kind, subject, contentHash, makers, by, now, expiresAt }: ApprovalToAsk): Promise<Approval> {
  const before = await newestOf(writes, authority, kind, subject)
  if (before !== null && standsFor(before, contentHash, now)) return before
  if (before?.state === 'waiting') {
    await writes.run("UPDATE approvals SET state = 'withdrawn', decided_by = ?, decided_at = ?, reason = 'asked_anew' WHERE id = ?", [by.subject, now, before.id])
    await audit(writes, approvalEvent(authority, before.id, 'approval.withdrawn', { by, now, reason: 'asked_anew' }))
  }
  await writes.run(
    "INSERT INTO approvals (id, authority, kind, subject, content_hash, makers, asked_by, asked_by_person, asked_at, expires_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
    [id, authority, kind, subject, contentHash, JSON.stringify(makers), by.subject, by.person, now, expiresAt],
  )
  await audit(writes, approvalEvent(authority, id, 'approval.asked', { by, now, reason: kind }))
  return approvalOf(await mustBeThere(writes, authority, id))
}

const verdicts = { approve: { state: 'approved', event: 'approval.approved' }, refuse: { state: 'refused', event: 'approval.refused' } } as const

/** Whoever asked for something or made it doesn't decide it. */
async function decideWithin(writes: Writes, authority: string, id: ApprovalId, { decision, reason, contentHash, by, now }: DecisionToMake): Promise<Decided | null> {
  const { state, event } = verdicts[decision]
  const decided = await writes.run(
    `UPDATE approvals AS a SET state = ?, decided_by = ?, decided_at = ?, reason = ?
     WHERE authority = ? AND id = ? AND state = 'waiting' AND expires_at > ? AND content_hash = ? AND NOT ${isOwnRequest}`,
    [state, by.subject, now, reason, authority, id, now, contentHash, ...asOwner(by)],
  )
  const row = await rowOf(writes, authority, id)
  if (row === null) return null
  if (decided === 0) return { outcome: whyNot(row, { contentHash, now }) ?? 'own', approval: approvalOf(row) }
  await audit(writes, approvalEvent(authority, id, event, { by, now, reason }))
  return { outcome: 'decided', approval: approvalOf(row) }
}

/** Why a request can't be decided by anybody; null when it can. */
export function whyNot(row: ApprovalRow, { contentHash, now }: { readonly contentHash: string; readonly now: EpochSeconds }): Exclude<Decided['outcome'], 'decided' | 'own'> | null {
  if (row.state !== 'waiting') return 'decided_before'
  if (row.expiresAt <= now) return 'expired'
  return row.contentHash === contentHash ? null : 'changed'
}

export async function mustBeThere(reads: Reads, authority: string, id: ApprovalId): Promise<ApprovalRow> {
  const row = await rowOf(reads, authority, id)
  if (row === null) throw new Error('A request for approval is gone within the unit that wrote it.')
  return row
}

type ApprovalEvent = Extract<AuditEvent['event'], `approval.${string}` | `break_glass.${string}`>

export const approvalEvent = (authority: string, id: ApprovalId, event: ApprovalEvent, { by, now, reason }: { readonly by: Approver; readonly now: EpochSeconds; readonly reason: string | null }): AuditEvent => ({
  authority,
  at: now,
  actor: actorOf(by),
  event,
  object: id,
  reason,
})
