import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { redemptionGrace, txCodeTries, type OfferId, type OfferState, type OfferSummary, type PersonHandle } from '../domain/credential-offer.ts'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialOffers, NewOffer, Redemption } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { grantReader } from './grants.ts'
import { sweepOffers } from './sweep-offers.ts'

interface OfferRow {
  readonly id: OfferId
  readonly type_id: string
  readonly person: PersonHandle
  readonly state: OfferState
  readonly tx_code_hash: string | null
  readonly code_wrapped_key: Buffer | null
  readonly made_at: EpochSeconds
  readonly expires_at: EpochSeconds
}

const erased = 'sealed_claims = NULL, code_wrapped_key = NULL, token_wrapped_key = NULL'

export const offersTable = (database: Database): CredentialOffers => ({
  make: (offer) => database.write((writes) => make(writes, offer)),
  find: async (authority, codeLookup, now) => {
    const row = await database.reads.first<OfferRow>(
      `SELECT id, type_id, state, tx_code_hash, code_wrapped_key FROM credential_offers
       WHERE code_lookup = ? AND authority = ? AND expires_at > ? AND (state IN ('offered', 'locked') OR (state = 'redeeming' AND claimed_at <= ?))`,
      [codeLookup, authority, now, now - redemptionGrace],
    )
    if (row === null) return null
    return {
      id: row.id,
      typeId: row.type_id,
      state: row.state === 'locked' ? 'locked' : 'open',
      needsTxCode: row.tx_code_hash !== null,
      wrappedKey: row.code_wrapped_key ?? Buffer.alloc(0),
    }
  },
  redeem: (redemption) => database.write((writes) => redeem(writes, redemption)),
  confirmRedeemed: async ({ id, tokenLookup }) => {
    await database.write((writes) => writes.run("UPDATE credential_offers SET state = 'redeemed' WHERE id = ? AND state = 'redeeming' AND token_lookup = ?", [id, tokenLookup]))
  },
  grantOf: grantReader(database.reads),
  withdraw: (authority, id, by, now) =>
    database.write(async (writes) => {
      const moved = await writes.run(
        `UPDATE credential_offers SET state = 'withdrawn', ended_at = ?, ${erased} WHERE id = ? AND authority = ? AND state IN ('offered', 'redeeming') AND expires_at > ?`,
        [now, id, authority, now],
      )
      if (moved === 1) await audit(writes, { authority, at: now, actor: by, event: 'offer.withdrawn', object: id, reason: null })
      return moved === 1
    }),
  summary: async (authority, id) => {
    const row = await database.reads.first<OfferRow>(`SELECT ${summaryColumns} FROM credential_offers WHERE id = ? AND authority = ?`, [id, authority])
    return row === null ? null : summaryOf(row)
  },
  ofPerson: async (authority, person) => {
    const rows = await database.reads.all<OfferRow>(
      `SELECT ${summaryColumns} FROM credential_offers WHERE authority = ? AND person = ? ORDER BY made_at DESC, id LIMIT 20`,
      [authority, person],
    )
    return rows.map(summaryOf)
  },
  sweep: (now) => database.write((writes) => sweepOffers(writes, now)),
})

const summaryColumns = 'id, type_id, person, state, made_at, expires_at'
const summaryOf = (row: OfferRow): OfferSummary => ({ id: row.id, typeId: row.type_id, person: row.person, state: row.state, madeAt: row.made_at, expiresAt: row.expires_at })

async function make(writes: Writes, offer: NewOffer): Promise<boolean> {
  const { id, authority, typeId, person, madeAt } = offer
  const inserted = await writes.run(
    `INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tx_code_hash, tries_left, made_at, expires_at, sealed_claims, code_wrapped_key)
     VALUES (?, ?, ?, ?, 'offered', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    [id, authority, typeId, person, offer.codeLookup, offer.txCodeHash, txCodeTries, madeAt, offer.expiresAt, Buffer.from(offer.draft.sealedClaims), Buffer.from(offer.draft.wrappedKey)],
  )
  if (inserted === 0) return false
  const older = [authority, person, typeId, id, madeAt]
  const isOlder = "authority = ? AND person = ? AND type_id = ? AND id <> ? AND state IN ('offered', 'redeeming') AND expires_at > ?"
  const replaced = await writes.all<{ id: string }>(`SELECT id FROM credential_offers WHERE ${isOlder}`, older)
  await writes.run(`UPDATE credential_offers SET state = 'withdrawn', ended_at = ?, ${erased} WHERE ${isOlder}`, [madeAt, ...older])
  const entry = { authority, at: madeAt, actor: offer.madeBy, reason: null }
  await audit(writes, ...replaced.map((one) => ({ ...entry, event: 'offer.withdrawn' as const, object: one.id })), { ...entry, event: 'offer.made', object: id })
  return true
}

// One statement judges the transaction code, counts a wrong one, locks at the last, and claims the code: no two requests
// can be judged by the same count. The hash is keyed by the code itself, so comparing it here leaks no digit by its time.
const redeemStatement = `UPDATE credential_offers SET
    state = CASE WHEN tx_code_hash IS ? THEN 'redeeming' WHEN tries_left <= 1 THEN 'locked' ELSE state END,
    claimed_at = CASE WHEN tx_code_hash IS ? THEN ? ELSE claimed_at END,
    token_lookup = CASE WHEN tx_code_hash IS ? THEN ? ELSE token_lookup END,
    token_expires_at = CASE WHEN tx_code_hash IS ? THEN ? ELSE token_expires_at END,
    token_wrapped_key = CASE WHEN tx_code_hash IS ? THEN ? WHEN tries_left <= 1 THEN NULL ELSE token_wrapped_key END,
    ended_at = CASE WHEN tx_code_hash IS NOT ? AND tries_left <= 1 THEN ? ELSE ended_at END,
    sealed_claims = CASE WHEN tx_code_hash IS NOT ? AND tries_left <= 1 THEN NULL ELSE sealed_claims END,
    code_wrapped_key = CASE WHEN tx_code_hash IS NOT ? AND tries_left <= 1 THEN NULL ELSE code_wrapped_key END,
    tries_left = CASE WHEN tx_code_hash IS ? THEN tries_left ELSE tries_left - 1 END
  WHERE code_lookup = ? AND authority = ? AND expires_at > ? AND (state = 'offered' OR (state = 'redeeming' AND claimed_at <= ?))`

async function redeem(writes: Writes, redemption: Redemption): Promise<'redeemed' | 'wrong_tx_code' | 'locked' | 'not_redeemable'> {
  const { authority, id, txCodeHash: hash, tokenLookup, tokenExpiresAt, now } = redemption
  const moved = await writes.run(redeemStatement, [
    hash, hash, now, hash, tokenLookup, hash, tokenExpiresAt, hash, Buffer.from(redemption.tokenWrappedKey), hash, now, hash, hash, hash,
    redemption.codeLookup, authority, now, now - redemptionGrace,
  ])
  const row = await writes.first<{ state: OfferState; token_lookup: string | null }>('SELECT state, token_lookup FROM credential_offers WHERE code_lookup = ? AND authority = ?', [
    redemption.codeLookup,
    authority,
  ])
  if (moved === 0) return row?.state === 'locked' ? 'locked' : 'not_redeemable'
  const outcome = row?.token_lookup === tokenLookup ? 'redeemed' : row?.state === 'locked' ? 'locked' : 'wrong_tx_code'
  const event = ({ redeemed: 'offer.redeemed', locked: 'offer.locked', wrong_tx_code: 'offer.tx_code_refused' } as const)[outcome]
  await audit(writes, { authority, at: now, actor: 'wallet', event, object: id, reason: null })
  return outcome
}
