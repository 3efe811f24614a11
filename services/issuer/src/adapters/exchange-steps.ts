import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { redemptionGrace, type OfferId } from '../domain/credential-offer.ts'
import type { Exchange, NewDraft } from '../ports/authorization.ts'
import { audit } from './audit-entries.ts'
import { draftsOfFamily, withThoseBeside } from './drafts-beside.ts'
import { erased } from './end-offers.ts'
import { namedText } from './named-configurations.ts'
import { isEnded } from './sign-in-ends.ts'

interface Exchanging extends Exchange {
  readonly lookup: string
  readonly insertRefresh: () => Promise<void>
}

/**
 * Claims a code or refresh token, makes the drafts that it stands for, and keeps the next refresh token: one unit. A claim
 * whose answer never left may be made again after a grace, and one that is repeatable at once; what the earlier one made then ends.
 * Of two who read the step as it was, one has it.
 */
export async function exchangeStep(writes: Writes, { step, drafts, signedIn, claims, isRepeatable, now, lookup, insertRefresh }: Exchanging): Promise<'exchanged' | 'not_usable'> {
  const before = await writes.first<{ readonly offer: string | null; readonly family: string }>(
    `SELECT offer, family FROM authorization_steps WHERE lookup = ? AND kind = ? AND authority = ? AND expires_at > ? AND claims = ? AND ${claimable(isRepeatable)}`,
    [lookup, step.kind, step.authority, now, claims, ...graceOf(isRepeatable, now)],
  )
  if (before === null || (signedIn !== null && (await isEnded(writes, step.authority, signedIn)))) return 'not_usable'
  if (before.offer !== null) {
    // Issued already, so that the answer did arrive: who asks now is somebody else.
    const given = await withThoseBeside(writes, [before.offer])
    if ((await writes.first(`SELECT id FROM credential_offers WHERE id IN (SELECT value FROM json_each(?)) AND state = 'issued'`, [given])) !== null) {
      await endFamily(writes, before.family, now)
      return 'not_usable'
    }
    await endTokens(writes, given, now)
    await writes.run(`DELETE FROM authorization_steps WHERE family = ? AND kind = 'refresh' AND state = 'open' AND lookup <> ?`, [before.family, lookup])
  }
  if (step.kind === 'refresh') await endPredecessors(writes, { family: before.family, lookup })
  await insertDrafts(writes, step.authority, drafts, now)
  await writes.run(`UPDATE authorization_steps SET state = 'claimed', claims = claims + 1, claimed_at = ?, offer = ? WHERE lookup = ?`, [now, drafts[0].id, lookup])
  await insertRefresh()
  return 'exchanged'
}

/** Which steps can be claimed, as SQL: numbers tell two claims of one second apart, and times only how long an answer may have been on its way. */
export const claimable = (isRepeatable: boolean): string => (isRepeatable ? `state IN ('open', 'claimed')` : `(state = 'open' OR (state = 'claimed' AND claimed_at <= ?))`)

export const graceOf = (isRepeatable: boolean, now: EpochSeconds): readonly number[] => (isRepeatable ? [] : [now - redemptionGrace])

/** The drafts of one token: the first is found by the token alone, and the others lie beside it. */
export async function insertDrafts(writes: Writes, authority: string, [first, ...others]: Exchange['drafts'], now: EpochSeconds): Promise<void> {
  await insertDraft(writes, authority, { draft: first, beside: null, now })
  for (const draft of others) await insertDraft(writes, authority, { draft, beside: first.id, now })
}

async function insertDraft(writes: Writes, authority: string, { draft, beside, now }: { readonly draft: NewDraft; readonly beside: OfferId | null; readonly now: EpochSeconds }): Promise<void> {
  const { id, person, typeId, record, tokenLookup, tokenExpiresAt } = draft
  // Nobody has a code for this row: its place in the look-up is taken by what no code's hash can be.
  await writes.run(
    `INSERT INTO credential_offers (id, authority, type_id, person, case_handle, state, code_lookup, tries_left, made_at, expires_at, claimed_at, token_lookup, token_expires_at, sealed_claims, token_wrapped_key, client_id, configurations, beside, record)
     VALUES (?, ?, ?, ?, ?, 'redeemed', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, authority, typeId, person, draft.caseHandle, `none ${id}`, now, tokenExpiresAt, now, tokenLookup, tokenExpiresAt, Buffer.from(draft.draft.sealedClaims), Buffer.from(draft.draft.wrappedKey), draft.clientId, namedText(draft.configurations), beside, record],
  )
  const entry = { authority, at: now, object: id, reason: null }
  await audit(writes, { ...entry, actor: 'citizen', event: 'offer.made' }, { ...entry, actor: 'wallet', event: 'offer.redeemed' })
}

/** Who shows a refresh token has it: the one that gave it is used from now on, though nobody could say so when its answer left. */
export async function endPredecessors(writes: Writes, { family, lookup }: { readonly family: string; readonly lookup: string }): Promise<void> {
  await writes.run(`UPDATE authorization_steps SET state = 'used', sealed = NULL WHERE family = ? AND kind = 'refresh' AND state = 'claimed' AND lookup <> ?`, [family, lookup])
}

/** Ends what a family can still do: its refresh tokens, and the access tokens that were given for any of its steps. */
export async function endFamily(writes: Writes, family: string, now: EpochSeconds): Promise<void> {
  await endTokens(writes, await draftsOfFamily(writes, family), now)
  await writes.run(`UPDATE authorization_steps SET state = 'used', sealed = NULL WHERE family = ? AND state <> 'used'`, [family])
}

/** A credential that was issued stays; nothing more is given for its token. */
export async function endTokens(writes: Writes, offers: string, now: EpochSeconds): Promise<void> {
  const ended = await writes.all<{ readonly id: string; readonly authority: string }>(
    `UPDATE credential_offers SET state = 'expired', ended_at = ?, ${erased} WHERE id IN (SELECT value FROM json_each(?)) AND state = 'redeemed' RETURNING id, authority`,
    [now, offers],
  )
  await writes.run(`UPDATE deferred_issuances SET state = 'ended', sealed_holders = NULL WHERE offer IN (SELECT value FROM json_each(?)) AND state = 'waiting'`, [offers])
  await writes.run(`UPDATE credential_offers SET token_expires_at = min(token_expires_at, ?), ${erased} WHERE id IN (SELECT value FROM json_each(?)) AND state = 'issued'`, [now, offers])
  await audit(writes, ...ended.map(({ id, authority }) => ({ authority, at: now, actor: 'issuer', event: 'offer.expired' as const, object: id, reason: null })))
}
