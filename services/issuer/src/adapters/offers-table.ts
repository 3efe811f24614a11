import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import { txCodeTries, type OfferId, type OfferState, type OfferSummary, type PersonHandle } from '../domain/credential-offer.ts'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialOffers, NewOffer } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { endOffers, erased } from './end-offers.ts'
import { offerFinder } from './find-offers.ts'
import { grantReader } from './grants.ts'
import { confirmAll, redeemAll } from './redeem-offers.ts'
import { sweepOffers } from './sweep-offers.ts'

interface OfferRow {
  readonly id: OfferId
  readonly type_id: string
  readonly person: PersonHandle
  readonly state: OfferState
  readonly waits: 0 | 1
  readonly made_at: EpochSeconds
  readonly expires_at: EpochSeconds
}

// An issuing that waits for the record can be withdrawn until it is collected.
const waits = "EXISTS (SELECT 1 FROM deferred_issuances WHERE offer = credential_offers.id AND state = 'waiting')"

/** What wallets ask for is gathered with what others ask at the same time; what staff do is a unit of its own. */
export function offersTable(database: Database, gathered: GatheredWrites): CredentialOffers {
  const confirm = gathered.kind(confirmAll, { isOneStatement: true })
  return {
    make: (offer) => database.write((writes) => makeOffer(writes, offer)),
    find: offerFinder(database.reads),
    redeem: gathered.kind(redeemAll),
    confirmRedeemed: async (redemption) => void (await confirm(redemption)),
    grantOf: grantReader(database.reads),
    withdraw: (authority, id, by, now) =>
      database.write(async (writes) => {
        const isOpen = `((state IN ('offered', 'redeeming') AND expires_at > ?) OR (state = 'redeemed' AND ${waits}))`
        const ended = await endOffers(writes, { where: `id = ? AND authority = ? AND ${isOpen}`, values: [id, authority, now], authority, actor: by, now })
        return ended.length === 1
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
  }
}

const summaryColumns = `id, type_id, person, state, ${waits} AS waits, made_at, expires_at`
const summaryOf = (row: OfferRow): OfferSummary => ({ id: row.id, typeId: row.type_id, person: row.person, state: row.state, isDeferred: row.waits === 1, madeAt: row.made_at, expiresAt: row.expires_at })

/** Stores an offer, within the unit that asks for it. */
export async function makeOffer(writes: Writes, offer: NewOffer): Promise<boolean> {
  const { id, authority, typeId, person, madeAt } = offer
  const inserted = await writes.run(
    `INSERT INTO credential_offers (id, authority, type_id, person, case_handle, state, code_lookup, tx_code_hash, tries_left, made_at, expires_at, sealed_claims, code_wrapped_key)
     VALUES (?, ?, ?, ?, ?, 'offered', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    [id, authority, typeId, person, offer.caseHandle, offer.codeLookup, offer.txCodeHash, txCodeTries, madeAt, offer.expiresAt, Buffer.from(offer.draft.sealedClaims), Buffer.from(offer.draft.wrappedKey)],
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
