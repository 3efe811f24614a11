import type { Reads } from '@counterfoil/service-kit/persistence/database'
import { gatheredRows } from '@counterfoil/service-kit/persistence/gathered-reads'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId, OfferState, PersonHandle, RecordHandle } from '../domain/credential-offer.ts'
import type { Grant } from '../ports.ts'
import { counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'
import { namedIn } from './named-configurations.ts'

interface GrantRow extends CounterfoilRow {
  readonly token_lookup: string
  readonly offer_id: OfferId
  readonly offer_authority: string
  readonly offer_state: OfferState
  readonly offer_type: string
  readonly offer_person: PersonHandle
  readonly offer_record: RecordHandle | null
  readonly client_id: string | null
  readonly configurations: string | null
  readonly token_expires_at: EpochSeconds
  readonly sealed_claims: Buffer | null
  readonly token_wrapped_key: Buffer | null
  readonly holder_hash: string
  readonly nonce: Buffer
}

const statement = `SELECT o.token_lookup, o.id AS offer_id, o.authority AS offer_authority, o.state AS offer_state, o.type_id AS offer_type, o.person AS offer_person, o.record AS offer_record, o.client_id, o.configurations,
    o.token_expires_at, o.sealed_claims, o.token_wrapped_key,
    c.id, c.configuration_id, c.person, c.status_issuer, c.status_list, c.status_index, c.status, c.issued_at, c.expires_at, c.holder_hash, c.nonce
  FROM credential_offers o LEFT JOIN counterfoils c ON c.offer = o.id
  WHERE o.token_lookup IN (SELECT value FROM json_each(?))`

/** Reads what access tokens allow. */
export function grantReader(reads: Reads): (authority: string, tokenLookup: string, now: EpochSeconds) => Promise<Grant | null> {
  const read = gatheredRows<GrantRow>(reads, statement, (row) => row.token_lookup)
  return async (authority, tokenLookup, now) => {
    const row = await read(tokenLookup)
    const usable = row !== null && row.offer_authority === authority && row.token_expires_at > now && ['redeeming', 'redeemed', 'issued'].includes(row.offer_state)
    return usable ? grantOf(row) : null
  }
}

function grantOf(row: GrantRow): Grant {
  const { sealed_claims: sealedClaims, token_wrapped_key: wrappedKey } = row
  return {
    offer: row.offer_id,
    typeId: row.offer_type,
    person: row.offer_person,
    record: row.offer_record,
    clientId: row.client_id,
    configurations: namedIn(row.configurations),
    tokenExpiresAt: row.token_expires_at,
    draft: sealedClaims === null || wrappedKey === null ? null : { sealedClaims, wrappedKey },
    issued: row.id === null ? null : { counterfoil: counterfoilOf(row), holderHash: row.holder_hash, nonce: row.nonce },
  }
}
