import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** What happened, to which object, by whom: never to whom or with which values. */
export interface AuditEvent {
  readonly authority: string
  readonly at: EpochSeconds
  /** `staff:<subject>`, `wallet` or `issuer`. */
  readonly actor: string
  readonly event:
    | 'offer.made'
    | 'offer.withdrawn'
    | 'offer.redeemed'
    | 'offer.tx_code_refused'
    | 'offer.locked'
    | 'offer.expired'
    | 'offer.deferred'
    | 'credential.issued'
    | 'credential.accepted'
    | 'credential.failed'
    | 'credential.deleted'
    | 'credential.renewable'
    | 'credential.expired'
    | 'credential.suspended'
    | 'credential.reinstated'
    | 'credential.revoked'
  readonly object: string
  /** A code of a closed list, when there is one. */
  readonly reason: string | null
}
