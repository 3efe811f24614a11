import type { SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from '../domain/credential-offer.ts'
import { audit } from './audit-entries.ts'

/** What holds claims, or opens them. */
export const erased = 'sealed_claims = NULL, code_wrapped_key = NULL, token_wrapped_key = NULL, sealed_tx_code = NULL'

interface Ending {
  /** Which offers, in SQL, with its values. */
  readonly where: string
  readonly values: readonly SqlValue[]
  readonly authority: string
  readonly actor: string
  readonly now: EpochSeconds
}

/** Withdraws offers, with what waits for them, and tells the audit of each. */
export async function endOffers(writes: Writes, { where, values, authority, actor, now }: Ending): Promise<readonly OfferId[]> {
  const rows = await writes.all<{ readonly id: OfferId }>(`UPDATE credential_offers SET state = 'withdrawn', ended_at = ?, ${erased} WHERE ${where} RETURNING id`, [now, ...values])
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await writes.run("UPDATE deferred_issuances SET state = 'ended', sealed_holders = NULL WHERE offer IN (SELECT value FROM json_each(?))", [JSON.stringify(ids)])
  await audit(writes, ...ids.map((id) => ({ authority, at: now, actor, event: 'offer.withdrawn' as const, object: id, reason: null })))
  return ids
}
