import type { Writes } from '@counterfoil/service-kit/persistence/database'
import { roundsOf } from '@counterfoil/service-kit/persistence/gathered-writes'
import { redemptionGrace, type OfferState } from '../domain/credential-offer.ts'
import type { Redemption } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { namedText } from './named-configurations.ts'

export type RedemptionOutcome = 'redeemed' | 'locked' | 'not_redeemable' | { /** The transaction code was wrong. */ readonly triesLeft: number }

// One statement judges the transaction code, counts a wrong one, locks at the last, and claims the code: no two requests
// can be judged by the same count. The hash is keyed by the code itself, so comparing it here leaks no digit by its time.
const redeeming = `WITH asked AS MATERIALIZED (
    SELECT value ->> 0 AS lookup, value ->> 1 AS asker, value ->> 2 AS hash, value ->> 3 AS token, value ->> 4 AS token_ends, unhex(value ->> 5) AS token_key, value ->> 6 AS now, value ->> 7 AS retry, value ->> 8 AS named FROM json_each(?)
  ) UPDATE credential_offers SET
    state = CASE WHEN tx_code_hash IS hash THEN 'redeeming' WHEN tries_left <= 1 THEN 'locked' ELSE state END,
    claimed_at = CASE WHEN tx_code_hash IS hash THEN now ELSE claimed_at END,
    retry_hash = CASE WHEN tx_code_hash IS hash THEN retry ELSE retry_hash END,
    configurations = CASE WHEN tx_code_hash IS hash THEN named ELSE configurations END,
    token_lookup = CASE WHEN tx_code_hash IS hash THEN token ELSE token_lookup END,
    token_expires_at = CASE WHEN tx_code_hash IS hash THEN token_ends ELSE token_expires_at END,
    token_wrapped_key = CASE WHEN tx_code_hash IS hash THEN token_key WHEN tries_left <= 1 THEN NULL ELSE token_wrapped_key END,
    ended_at = CASE WHEN tx_code_hash IS NOT hash AND tries_left <= 1 THEN now ELSE ended_at END,
    sealed_claims = CASE WHEN tx_code_hash IS NOT hash AND tries_left <= 1 THEN NULL ELSE sealed_claims END,
    code_wrapped_key = CASE WHEN tx_code_hash IS NOT hash AND tries_left <= 1 THEN NULL ELSE code_wrapped_key END,
    sealed_tx_code = CASE WHEN tx_code_hash IS NOT hash AND tries_left <= 1 THEN NULL ELSE sealed_tx_code END,
    tries_left = CASE WHEN tx_code_hash IS hash THEN tries_left ELSE tries_left - 1 END
  FROM asked
  WHERE code_lookup = lookup AND authority = asker AND expires_at > now
    AND (state = 'offered' OR (state = 'redeeming' AND claimed_at <= now - ${redemptionGrace}) OR (state IN ('redeeming', 'redeemed') AND retry_hash = retry))
  RETURNING code_lookup, state, token_lookup, tries_left`

interface JudgedRow {
  readonly code_lookup: string
  readonly state: OfferState
  readonly token_lookup: string | null
  readonly tries_left: number
}

const events = { redeemed: 'offer.redeemed', locked: 'offer.locked' } as const
const eventOf = (outcome: Exclude<RedemptionOutcome, 'not_redeemable'>) => (typeof outcome === 'object' ? ('offer.tx_code_refused' as const) : events[outcome])

/** Claims codes, each once in the world; guesses at one code that came together are judged one after another. */
export async function redeemAll(writes: Writes, asks: readonly Redemption[]): Promise<RedemptionOutcome[]> {
  const outcomes = new Map<Redemption, RedemptionOutcome>()
  for (const round of roundsOf(asks, ({ codeLookup }) => [codeLookup])) await redeemRound(writes, round, outcomes)
  return asks.map((ask) => outcomes.get(ask) ?? 'not_redeemable')
}

async function redeemRound(writes: Writes, round: readonly Redemption[], outcomes: Map<Redemption, RedemptionOutcome>): Promise<void> {
  const rows = round.map(({ codeLookup, authority, txCodeHash, tokenLookup, tokenExpiresAt, tokenWrappedKey, now, retryHash, configurations }) => [
    codeLookup,
    authority,
    txCodeHash,
    tokenLookup,
    tokenExpiresAt,
    Buffer.from(tokenWrappedKey).toString('hex'),
    now,
    retryHash,
    namedText(configurations),
  ])
  const judged = new Map((await writes.all<JudgedRow>(redeeming, [JSON.stringify(rows)])).map((row) => [row.code_lookup, row]))
  const lockedBefore = await lockedAmong(writes, round.filter(({ codeLookup }) => !judged.has(codeLookup)))
  for (const redemption of round) outcomes.set(redemption, outcomeOf(redemption, judged.get(redemption.codeLookup), lockedBefore))
  const told = round.flatMap((redemption) => {
    const outcome = judged.has(redemption.codeLookup) ? outcomes.get(redemption) : undefined
    return outcome === undefined || outcome === 'not_redeemable' ? [] : [{ authority: redemption.authority, at: redemption.now, actor: 'wallet', event: eventOf(outcome), object: redemption.id, reason: null }]
  })
  await audit(writes, ...told)
}

function outcomeOf({ codeLookup, tokenLookup }: Redemption, row: JudgedRow | undefined, lockedBefore: ReadonlySet<string>): RedemptionOutcome {
  if (row === undefined) return lockedBefore.has(codeLookup) ? 'locked' : 'not_redeemable'
  if (row.token_lookup === tokenLookup) return 'redeemed'
  return row.state === 'locked' ? 'locked' : { triesLeft: row.tries_left }
}

const alreadyLocked = `SELECT code_lookup FROM json_each(?) AS asked JOIN credential_offers ON code_lookup = asked.value ->> 0 AND authority = asked.value ->> 1 WHERE state = 'locked'`

async function lockedAmong(writes: Writes, redemptions: readonly Redemption[]): Promise<ReadonlySet<string>> {
  if (redemptions.length === 0) return new Set()
  const rows = await writes.all<{ code_lookup: string }>(alreadyLocked, [JSON.stringify(redemptions.map(({ codeLookup, authority }) => [codeLookup, authority]))])
  return new Set(rows.map(({ code_lookup: lookup }) => lookup))
}

const confirming = `WITH asked AS MATERIALIZED (SELECT value ->> 0 AS offer, value ->> 1 AS token FROM json_each(?))
  UPDATE credential_offers SET state = 'redeemed' FROM asked WHERE id = offer AND state = 'redeeming' AND token_lookup = token`

/** Marks claimed codes as used: their tokens have reached the wallets. */
export async function confirmAll(writes: Writes, asks: readonly Redemption[]): Promise<null[]> {
  await writes.run(confirming, [JSON.stringify(asks.map(({ id, tokenLookup }) => [id, tokenLookup]))])
  return asks.map(() => null)
}
