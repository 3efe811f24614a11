import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { endFamily, endTokens } from './exchange-steps.ts'
import { endBegunOf } from './sign-in-ends.ts'

/** Ends what the sign-ins can still do that brought these credentials, and what their holders began since; those of an offer came by none. */
export async function endSignIns(writes: Writes, credentials: readonly string[], now: EpochSeconds): Promise<void> {
  const families = await writes.all<{ readonly family: string }>('SELECT DISTINCT s.family FROM counterfoils c JOIN credential_offers o ON o.id = c.offer JOIN authorization_steps s ON s.offer = coalesce(o.beside, o.id) WHERE c.id IN (SELECT value FROM json_each(?))', [JSON.stringify(credentials)])
  for (const { family } of families) await endFamily(writes, family, now)
  await endBegunOf(writes, credentials, now)
}

/** What their sign-ins gave of the same type and record and nobody collected yet, sealed with what the record said before. What waits for the record has no draft. */
const olderDrafts = `SELECT DISTINCT draft.id FROM counterfoils one JOIN credential_offers made ON made.id = one.offer
  JOIN authorization_steps step ON step.offer = coalesce(made.beside, made.id)
  JOIN authorization_steps along ON along.family = step.family
  JOIN credential_offers draft ON (draft.id = along.offer OR draft.beside = along.offer) AND draft.type_id = made.type_id AND draft.record IS made.record AND draft.state = 'redeemed' AND draft.sealed_claims IS NOT NULL
  WHERE one.id IN (SELECT value FROM json_each(?))`

/** Ends those: the next token, which the wallet may fetch at once, is for what the record says now. */
export async function endOlderDrafts(writes: Writes, credentials: readonly string[], now: EpochSeconds): Promise<void> {
  const found = await writes.all<{ readonly id: string }>(olderDrafts, [JSON.stringify(credentials)])
  if (found.length > 0) await endTokens(writes, JSON.stringify(found.map(({ id }) => id)), now)
}
