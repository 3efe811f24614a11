import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { appendEntries } from '../audit/append-entries.ts'
import type { Writes } from '../persistence/database.ts'

/** What becomes of a write to the ledger, as the audit log tells it. Each entry's object is the key of the write. */
export type WriteEvent =
  | { readonly event: 'ledger.queued'; readonly reason: string; readonly actor: string }
  /** Signed, and handed to a node from now on; replaced by one that pays more; in a block that stays. The reason is the transaction's hash. */
  | { readonly event: 'ledger.sent' | 'ledger.replaced' | 'ledger.confirmed'; readonly reason: string }
  /** Its block fell out of the chain; somebody else used its nonce. */
  | { readonly event: 'ledger.fell_out' | 'ledger.nonce_lost' }
  /** It will not be sent by itself any more. */
  | { readonly event: 'ledger.dead'; readonly reason: 'undone' | 'would_be_undone' }
  /** What an operator decided. */
  | { readonly event: 'ledger.put_back' | 'ledger.dropped'; readonly actor: string }

/** Writes an audit entry about one write to the ledger, within the unit that moves it. */
export type TellAudit = (writes: Writes, key: string, event: WriteEvent) => Promise<void>

const outboxItself = 'outbox'

/** Tells in one log: an authority's, or the consortium's. */
export const tellAuditIn =
  (log: string, now: () => EpochSeconds): TellAudit =>
  (writes, key, told) =>
    appendEntries(writes, [
      { authority: log, at: now(), actor: 'actor' in told ? told.actor : outboxItself, event: told.event, object: key, reason: 'reason' in told ? told.reason : null },
    ])
