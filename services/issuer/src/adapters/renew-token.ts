import type { Writes } from '@counterfoil/service-kit/persistence/database'
import { recordKey, type RecordHandle } from '../domain/credential-offer.ts'
import { draftsOfFamily } from './drafts-beside.ts'
import { claimable, endPredecessors, graceOf } from './exchange-steps.ts'
import type { Renewal, WaitingRecord } from '../ports/authorization.ts'

interface Renewing extends Renewal {
  readonly lookup: string
  readonly insertRefresh: () => Promise<void>
}

/** What waits, first what was found by its token alone, for its transaction names nothing else; of a family of sign-in steps, or of the offer that is a family of its own: that one's wallet is told how it ended, too. */
const waiting = `SELECT d.offer, o.type_id, o.record FROM deferred_issuances d JOIN credential_offers o ON o.id = d.offer
  WHERE d.authority = ? AND (d.offer = ? OR (d.state = 'waiting' AND d.offer IN (SELECT value FROM json_each(?)))) ORDER BY o.beside IS NOT NULL, d.offer`

/**
 * Claims a refresh token and gives what waits a new access token, and the next refresh token: one unit. The draft is none, for the record is read
 * when the credential is collected. A claim whose answer never left may be made again after a grace, and one that is repeatable at once; what it gave is then replaced.
 */
export async function renewToken(writes: Writes, { step, now, lookup, lookupOf, tokenExpiresAt, claims, isRepeatable, insertRefresh }: Renewing): Promise<{ readonly waiting: readonly WaitingRecord[] } | 'nothing_waits' | 'not_usable'> {
  const before = await writes.first<{ readonly family: string }>(
    `SELECT family FROM authorization_steps WHERE lookup = ? AND kind = 'refresh' AND authority = ? AND expires_at > ? AND claims = ? AND ${claimable(isRepeatable)}`,
    [lookup, step.authority, now, claims, ...graceOf(isRepeatable, now)],
  )
  if (before === null) return 'not_usable'
  const found = await writes.all<{ readonly offer: string; readonly type_id: string; readonly record: RecordHandle | null }>(waiting, [step.authority, before.family, await draftsOfFamily(writes, before.family)])
  const [first] = found
  if (first === undefined) return 'nothing_waits'
  await writes.run(`DELETE FROM authorization_steps WHERE family = ? AND kind = 'refresh' AND state = 'open' AND lookup <> ?`, [before.family, lookup])
  await endPredecessors(writes, { family: before.family, lookup })
  for (const { offer, type_id: typeId, record } of found) await writes.run('UPDATE credential_offers SET token_lookup = ?, token_expires_at = ? WHERE id = ?', [lookupOf(offer === first.offer ? null : recordKey(typeId, record)), tokenExpiresAt, offer])
  await writes.run(`UPDATE authorization_steps SET state = 'claimed', claims = claims + 1, claimed_at = ?, offer = ? WHERE lookup = ?`, [now, first.offer, lookup])
  await insertRefresh()
  return { waiting: found.map(({ type_id: typeId, record }) => ({ typeId, record })) }
}
