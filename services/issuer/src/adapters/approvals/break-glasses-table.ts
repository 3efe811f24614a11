import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { ApprovalId } from '../../domain/approval.ts'
import type { BreakGlass } from '../../domain/approvals/break-glass.ts'
import type { BreakGlasses, BreakGlassToOpen, Decided } from '../../ports/approvals.ts'
import { audit } from '../audit-entries.ts'
import { approvalColumns, approvalOf, asOwner, isOwnRequest, type ApprovalRow } from './approval-row.ts'
import { approvalEvent, mustBeThere, whyNot } from './approvals-table.ts'

const columns = 'b.approval, a.kind, b.reason, b.opened_by AS openedBy, b.opened_at AS openedAt, b.ends_at AS endsAt, b.reviewed_by AS reviewedBy, b.reviewed_at AS reviewedAt, b.verdict'
const selected = `SELECT ${columns} FROM break_glasses b JOIN approvals a ON a.id = b.approval WHERE b.authority = ?`

/** What went ahead without a second person: each approves one request, for a short time, and waits for somebody to look at it. */
export const breakGlassesTable = (database: Database): BreakGlasses => ({
  open: (authority, id, opening) => database.write((writes) => openWithin(writes, authority, id, opening)),
  of: (authority, id) => database.reads.first<BreakGlass>(`${selected} AND b.approval = ?`, [authority, id]),
  openNow: (authority, now) => database.reads.all<BreakGlass>(`${selected} AND b.ends_at > ? ORDER BY b.ends_at`, [authority, now]),
  toReview: (authority, now) => database.reads.all<BreakGlass>(`${selected} AND b.ends_at <= ? AND b.reviewed_at IS NULL ORDER BY b.approval`, [authority, now]),
  end: (authority, id, by, now) =>
    database.write(async (writes) => {
      const ended = await writes.run('UPDATE break_glasses SET ends_at = ? WHERE authority = ? AND approval = ? AND ends_at > ?', [now, authority, id, now])
      if (ended === 0) return false
      await writes.run('UPDATE approvals SET expires_at = ? WHERE authority = ? AND id = ?', [now, authority, id])
      await audit(writes, approvalEvent(authority, id, 'break_glass.ended', { by, now, reason: null }))
      return true
    }),
  review: (authority, id, by, verdict, now) =>
    database.write(async (writes) => {
      const reviewed = await writes.run(
        `UPDATE break_glasses SET reviewed_by = ?, reviewed_at = ?, verdict = ?
         WHERE authority = ? AND approval = ? AND ends_at <= ? AND reviewed_at IS NULL AND opened_by <> ? AND opened_by_person <> ?
         AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.id = approval AND ${isOwnRequest})`,
        [by.subject, now, verdict, authority, id, now, by.subject, by.person, ...asOwner(by)],
      )
      if (reviewed === 1) await audit(writes, approvalEvent(authority, id, 'break_glass.reviewed', { by, now, reason: verdict }))
      return reviewed === 1
    }),
})

async function openWithin(writes: Writes, authority: string, id: ApprovalId, { reason, contentHash, by, now, endsAt }: BreakGlassToOpen): Promise<Decided | null> {
  const row = await writes.first<ApprovalRow>(`SELECT ${approvalColumns} FROM approvals WHERE authority = ? AND id = ?`, [authority, id])
  if (row === null) return null
  const why = whyNot(row, { contentHash, now })
  if (why !== null) return { outcome: why, approval: approvalOf(row) }
  await writes.run("UPDATE approvals SET state = 'approved', decided_by = ?, decided_at = ?, reason = ?, by_break_glass = 1, expires_at = ? WHERE id = ?", [by.subject, now, reason, endsAt, id])
  await writes.run('INSERT INTO break_glasses (approval, authority, reason, opened_by, opened_by_person, opened_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [id, authority, reason, by.subject, by.person, now, endsAt])
  await audit(writes, approvalEvent(authority, id, 'break_glass.opened', { by, now, reason }))
  return { outcome: 'decided', approval: approvalOf(await mustBeThere(writes, authority, id)) }
}
