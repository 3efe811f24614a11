import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PersonHandle } from '../credential-offer.ts'

/** Kinds of entries, as staff look for them: by how their events begin. */
export const auditKinds = ['offer', 'credential', 'case', 'people', 'caseload', 'approval', 'break_glass', 'request', 'session', 'passkey', 'bulk', 'status_job', 'catalogue', 'audit', 'ledger', 'list'] as const
export type AuditKind = (typeof auditKinds)[number]

export const auditKindOf = (text: unknown): AuditKind | null => auditKinds.find((kind) => kind === text) ?? null

/** Which entries: all of what is null. */
export interface AuditFilter {
  readonly kind: AuditKind | null
  readonly from: EpochSeconds | null
  /** The first instant that is too late. */
  readonly until: EpochSeconds | null
  readonly person: PersonHandle | null
}

/** That somebody looked at something: never with which words, nor whom by name. */
export interface Look {
  readonly authority: string
  readonly actor: string
  readonly event: 'case.looked_at' | 'people.searched' | 'people.shown' | 'people.listed' | 'caseload.exported' | 'audit.exported'
  readonly object: string
  readonly at: EpochSeconds
}
