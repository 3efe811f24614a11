import type { Writes } from '@counterfoil/service-kit/persistence/database'
import { redemptionGrace } from '../domain/credential-offer.ts'
import type { Renewal } from '../ports/authorization.ts'

interface Renewing extends Renewal {
  readonly lookup: string
  readonly insertRefresh: () => Promise<void>
}

/** An issuing that waits, of a family of sign-in steps, or of the offer that is a family of its own: that one's wallet is told how it ended, too. */
const waiting = `SELECT d.offer FROM deferred_issuances d WHERE d.authority = ? AND (d.offer = ? OR (d.state = 'waiting' AND d.offer IN (SELECT offer FROM authorization_steps WHERE family = ?)))`

/**
 * Claims a refresh token and gives what waits a new access token, and the next refresh token: one unit. The draft is none, for the record is read
 * when the credential is collected. A claim whose answer never left may be made again after a grace; what it gave is then replaced.
 */
export async function renewToken(writes: Writes, { step, now, lookup, tokenLookup, tokenExpiresAt, insertRefresh }: Renewing): Promise<'renewed' | 'nothing_waits' | 'not_usable'> {
  const before = await writes.first<{ readonly family: string }>(
    `SELECT family FROM authorization_steps WHERE lookup = ? AND kind = 'refresh' AND authority = ? AND expires_at > ? AND (state = 'open' OR (state = 'claimed' AND claimed_at <= ?))`,
    [lookup, step.authority, now, now - redemptionGrace],
  )
  if (before === null) return 'not_usable'
  const found = await writes.first<{ readonly offer: string }>(waiting, [step.authority, before.family, before.family])
  if (found === null) return 'nothing_waits'
  await writes.run(`DELETE FROM authorization_steps WHERE family = ? AND kind = 'refresh' AND state = 'open' AND lookup <> ?`, [before.family, lookup])
  await writes.run('UPDATE credential_offers SET token_lookup = ?, token_expires_at = ? WHERE id = ?', [tokenLookup, tokenExpiresAt, found.offer])
  await writes.run(`UPDATE authorization_steps SET state = 'claimed', claimed_at = ?, offer = ? WHERE lookup = ?`, [now, found.offer, lookup])
  await insertRefresh()
  return 'renewed'
}
