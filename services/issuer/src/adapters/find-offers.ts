import type { Reads } from '@counterfoil/service-kit/persistence/database'
import { gatheredRows } from '@counterfoil/service-kit/persistence/gathered-reads'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { redemptionGrace, type OfferId, type OfferState } from '../domain/credential-offer.ts'
import type { FoundOffer } from '../ports.ts'

interface OfferRow {
  readonly code_lookup: string
  readonly authority: string
  readonly id: OfferId
  readonly type_id: string
  readonly state: OfferState
  readonly tx_code_hash: string | null
  readonly sealed_tx_code: Buffer | null
  readonly code_wrapped_key: Buffer | null
  readonly claimed_at: EpochSeconds | null
  readonly retry_hash: string | null
  readonly expires_at: EpochSeconds
}

const statement = `SELECT code_lookup, authority, id, type_id, state, tx_code_hash, sealed_tx_code, code_wrapped_key, claimed_at, retry_hash, expires_at
  FROM credential_offers WHERE code_lookup IN (SELECT value FROM json_each(?))`

/** Reads offers by their codes; null for an unknown, expired, withdrawn or used code alike. */
export function offerFinder(reads: Reads): (authority: string, codeLookup: string, now: EpochSeconds) => Promise<FoundOffer | null> {
  const read = gatheredRows<OfferRow>(reads, statement, (row) => row.code_lookup)
  return async (authority, codeLookup, now) => {
    const row = await read(codeLookup)
    return row === null || row.authority !== authority || row.expires_at <= now ? null : foundOffer(row, now)
  }
}

/** A locked one is found, too: its citizen is told so. Null for one that is open to nobody. */
function stateIn({ state, claimed_at: claimedAt, retry_hash: retryHash, code_wrapped_key: wrappedKey }: OfferRow, now: EpochSeconds): FoundOffer['state'] | null {
  if (state === 'offered' || (state === 'redeeming' && claimedAt !== null && claimedAt <= now - redemptionGrace)) return 'open'
  if (state === 'locked') return 'locked'
  // Once an issuing was deferred, its code opens nothing any more.
  return retryHash !== null && wrappedKey !== null && (state === 'redeeming' || state === 'redeemed') ? 'claimed' : null
}

function foundOffer(row: OfferRow, now: EpochSeconds): FoundOffer | null {
  const state = stateIn(row, now)
  if (state === null) return null
  return { id: row.id, typeId: row.type_id, state, retryHash: row.retry_hash, needsTxCode: row.tx_code_hash !== null, sealedTxCode: row.sealed_tx_code, wrappedKey: row.code_wrapped_key ?? Buffer.alloc(0) }
}
