import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import { txCodeTries, type OfferId, type OfferState, type OfferSummary, type PersonHandle, type RecordHandle } from '../domain/credential-offer.ts'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialOffers, NewOffer } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { endOffers, erased } from './end-offers.ts'
import { offerFinder } from './find-offers.ts'
import { grantReader } from './grants.ts'
import { noteReuse } from './reused-codes.ts'
import { putMessages } from './notify/outgoing-messages-table.ts'
import { confirmAll, redeemAll } from './redeem-offers.ts'
import { sweepOffers } from './sweep-offers.ts'

interface OfferRow {
  readonly id: OfferId
  readonly type_id: string
  readonly person: PersonHandle
  readonly record: RecordHandle | null
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
    make: (offer, messages = []) =>
      database.write(async (writes) => {
        const isMade = await makeOffer(writes, offer)
        if (isMade) await putMessages(writes, messages, offer.madeAt)
        return isMade
      }),
    find: offerFinder(database.reads),
    redeem: gathered.kind(redeemAll),
    noteReuse: (authority, reuse) => noteReuse(database, authority, reuse),
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

const summaryColumns = `id, type_id, person, record, state, ${waits} AS waits, made_at, expires_at`
const summaryOf = (row: OfferRow): OfferSummary => ({ id: row.id, typeId: row.type_id, person: row.person, record: row.record, state: row.state, isDeferred: row.waits === 1, madeAt: row.made_at, expiresAt: row.expires_at })

/** Stores an offer, within the unit that asks for it. */
export const makeOffer = async (writes: Writes, offer: NewOffer): Promise<boolean> => (await makeOffers(writes, [offer])).has(offer.id)

// Materialised: SQLite would write each row as text again for each of its columns.
const inserting = `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?))
  INSERT INTO credential_offers (id, authority, type_id, person, case_handle, state, code_lookup, tx_code_hash, tries_left, made_at, expires_at, sealed_claims, code_wrapped_key, record, sealed_tx_code)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 'offered', value ->> 5, value ->> 6, ${txCodeTries}, value ->> 7, value ->> 8, unhex(value ->> 9), unhex(value ->> 10), value ->> 11, unhex(value ->> 12) FROM asked
  WHERE true ON CONFLICT (id) DO NOTHING RETURNING id`

const withdrawing = `WITH asked AS MATERIALIZED (SELECT value ->> 0 AS id, value ->> 1 AS authority, value ->> 2 AS type_id, value ->> 3 AS person, value ->> 4 AS made_at, value ->> 5 AS record FROM json_each(?))
  UPDATE credential_offers AS older SET state = 'withdrawn', ended_at = asked.made_at, ${erased} FROM asked
  WHERE older.authority = asked.authority AND older.person = asked.person AND older.type_id = asked.type_id AND older.record IS asked.record AND older.id <> asked.id
    AND older.state IN ('offered', 'redeeming') AND older.expires_at > asked.made_at RETURNING id, authority, person, type_id, record`

/** Stores offers, each of another person, type or record, by few statements, and withdraws older open ones of the same; which were stored. */
export async function makeOffers(writes: Writes, offers: readonly NewOffer[]): Promise<ReadonlySet<OfferId>> {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  const rows = await writes.all<{ id: OfferId }>(inserting, [
    JSON.stringify(offers.map((one) => [one.id, one.authority, one.typeId, one.person, one.caseHandle, one.codeLookup, one.txCodeHash, one.madeAt, one.expiresAt, hex(one.draft.sealedClaims), hex(one.draft.wrappedKey), one.record, one.sealedTxCode === null ? null : hex(one.sealedTxCode)])),
  ])
  const ids = new Set(rows.map(({ id }) => id))
  const made = offers.filter(({ id }) => ids.has(id))
  if (made.length === 0) return ids
  const replaced = await writes.all<{ id: OfferId; authority: string; person: PersonHandle; type_id: string; record: RecordHandle | null }>(withdrawing, [JSON.stringify(made.map(({ id, authority, typeId, person, madeAt, record }) => [id, authority, typeId, person, madeAt, record]))])
  const entryOf = ({ authority, madeAt, madeBy }: NewOffer) => ({ authority, at: madeAt, actor: madeBy, reason: null })
  const endedFor = Map.groupBy(replaced, (older) => JSON.stringify([older.authority, older.person, older.type_id, older.record]))
  await audit(
    writes,
    ...made.flatMap((offer) => [...(endedFor.get(JSON.stringify([offer.authority, offer.person, offer.typeId, offer.record])) ?? []).map(({ id }) => ({ ...entryOf(offer), event: 'offer.withdrawn' as const, object: id })), { ...entryOf(offer), event: 'offer.made' as const, object: offer.id }]),
  )
  return ids
}
