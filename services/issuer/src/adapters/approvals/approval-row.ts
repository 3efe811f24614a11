import type { Approval, Approver } from '../../domain/approval.ts'

export const approvalColumns = `id, authority, kind, subject, content_hash AS contentHash, asked_by AS askedBy, asked_by_person AS askedByPerson, asked_at AS askedAt,
  expires_at AS expiresAt, state, decided_by AS decidedBy, decided_at AS decidedAt, reason, by_break_glass AS byBreakGlass`

export interface ApprovalRow extends Omit<Approval, 'byBreakGlass'> {
  readonly askedByPerson: string
  readonly byBreakGlass: number
}

/** Whether `m`, an account that made something, is somebody's, be it not the one that they use now. Takes the account and the human being. */
export const isOwnMaker = (authority: string): string => `(m.value = ? OR EXISTS (SELECT 1 FROM staff_persons p WHERE p.authority = ${authority} AND p.person = ? AND p.actor = m.value))`

/** Whether the request `a` is somebody's own: they asked, asked before for the very same, or are one of its makers. Takes `asOwner`. */
export const isOwnRequest = `EXISTS (SELECT 1 FROM approvals e LEFT JOIN json_each(e.makers) m ON true
  WHERE e.authority = a.authority AND e.kind = a.kind AND e.subject = a.subject AND e.content_hash = a.content_hash AND (e.asked_by = ? OR e.asked_by_person = ? OR ${isOwnMaker('e.authority')}))`

export const actorOf = ({ subject }: Approver): string => `staff:${subject}`

export const asOwner = (by: Approver): readonly string[] => [by.subject, by.person, actorOf(by), by.person]

export function approvalOf({ askedByPerson: _person, ...row }: ApprovalRow): Approval {
  return { ...row, byBreakGlass: row.byBreakGlass === 1 }
}
