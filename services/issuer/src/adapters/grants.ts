import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId, PersonHandle } from '../domain/credential-offer.ts'
import type { Grant } from '../ports.ts'
import { counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'

interface GrantRow extends CounterfoilRow {
  readonly offer_id: OfferId
  readonly offer_type: string
  readonly offer_person: PersonHandle
  readonly token_expires_at: EpochSeconds
  readonly sealed_claims: Buffer | null
  readonly token_wrapped_key: Buffer | null
  readonly holder_hash: string
  readonly nonce: Buffer
}

const statement = `SELECT o.id AS offer_id, o.type_id AS offer_type, o.person AS offer_person, o.token_expires_at, o.sealed_claims, o.token_wrapped_key,
    c.id, c.configuration_id, c.person, c.status_list, c.status_index, c.status, c.issued_at, c.expires_at, c.holder_hash, c.nonce
  FROM credential_offers o LEFT JOIN counterfoils c ON c.offer = o.id
  WHERE o.token_lookup = ? AND o.authority = ? AND o.token_expires_at > ? AND o.state IN ('redeeming', 'redeemed', 'issued')`

/** What an access token allows, read in one statement. */
export async function findGrant(reads: Reads, authority: string, tokenLookup: string, now: EpochSeconds): Promise<Grant | null> {
  const row = await reads.first<GrantRow>(statement, [tokenLookup, authority, now])
  if (row === null) return null
  const { sealed_claims: sealedClaims, token_wrapped_key: wrappedKey } = row
  return {
    offer: row.offer_id,
    typeId: row.offer_type,
    person: row.offer_person,
    tokenExpiresAt: row.token_expires_at,
    draft: sealedClaims === null || wrappedKey === null ? null : { sealedClaims, wrappedKey },
    issued: row.id === null ? null : { counterfoil: counterfoilOf(row), holderHash: row.holder_hash, nonce: row.nonce },
  }
}
