import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** What became of a job of many rows; what it did to each offer is told of that offer. */
type BulkEvent = `bulk.${'prepared' | 'asked' | 'started' | 'paused' | 'resumed' | 'cancelled' | 'finished' | 'links_taken' | 'codes_taken' | 'sent_again'}`

/** What happened, to which object, by whom: never to whom or with which values. */
export interface AuditEvent {
  readonly authority: string
  readonly at: EpochSeconds
  /** `staff:<subject>`, `system:<client>`, `citizen`, `wallet`, `issuer`, or `sign-in`: the provider that staff sign in at. */
  readonly actor: string
  readonly event:
    | 'offer.made'
    | 'offer.withdrawn'
    | 'offer.redeemed'
    | 'offer.tx_code_refused'
    | 'offer.locked'
    | 'offer.code_reused'
    | 'offer.expired'
    | 'offer.deferred'
    | 'credential.issued'
    | 'credential.printed'
    | 'credential.accepted'
    | 'credential.failed'
    | 'credential.deleted'
    | 'credential.renewable'
    | 'credential.expired'
    | 'credential.suspended'
    | 'credential.reinstated'
    | 'credential.revoked'
    | 'credential.change_refused'
    | 'status_job.confirmed'
    | 'status_job.undone'
    | 'session.ended'
    | 'session.stepped_up'
    | 'session.step_up_refused'
    | 'passkey.added'
    | 'passkey.removed'
    | 'approval.asked'
    | 'approval.approved'
    | 'approval.refused'
    | 'approval.withdrawn'
    | 'break_glass.opened'
    | 'break_glass.ended'
    | 'break_glass.reviewed'
    | BulkEvent
    | 'request.received'
    | 'request.extended'
    | 'request.answered'
    | 'request.erased'
    | 'request.refused'
    | 'request.withdrawn'
    | 'catalogue.published'
    | 'catalogue.effective'
    | 'form.published'
    | 'form.withdrawn'
  readonly object: string
  /** A code of a closed list, when there is one. */
  readonly reason: string | null
}
