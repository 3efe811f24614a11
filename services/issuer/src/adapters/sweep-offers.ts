import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { audit } from './audit-entries.ts'
import { erased } from './end-offers.ts'

// A claimed code whose token lapsed unused may still be claimed again, until the offer itself ends.
const lapsed = "sealed_claims IS NOT NULL AND ((state IN ('offered', 'redeeming') AND expires_at <= ?) OR (state = 'redeemed' AND token_expires_at <= ?))"

/** Erases every draft whose time is over, with both wraps of its key, and forgets nonces that have expired anyway. */
export async function sweepOffers(writes: Writes, now: EpochSeconds): Promise<void> {
  const ending = await writes.all<{ id: string; authority: string }>(`SELECT id, authority FROM credential_offers WHERE ${lapsed}`, [now, now])
  await audit(writes, ...ending.map(({ id, authority }) => ({ authority, at: now, actor: 'issuer', event: 'offer.expired' as const, object: id, reason: null })))
  await writes.run(`UPDATE credential_offers SET state = 'expired', ended_at = ?, ${erased} WHERE ${lapsed}`, [now, now, now])
  // After its token nobody can ask for a repeat, so what a repeat would need is of no more use.
  await writes.run(`UPDATE credential_offers SET ${erased} WHERE state = 'issued' AND sealed_claims IS NOT NULL AND token_expires_at <= ?`, [now])
  await writes.run('DELETE FROM one_time_values WHERE expires_at <= ?', [now])
}
