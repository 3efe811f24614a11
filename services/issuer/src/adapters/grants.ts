import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId, OfferState, PersonHandle } from '../domain/credential-offer.ts'
import type { Grant } from '../ports.ts'
import { counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'

interface GrantRow extends CounterfoilRow {
  readonly token_lookup: string
  readonly offer_id: OfferId
  readonly offer_authority: string
  readonly offer_state: OfferState
  readonly offer_type: string
  readonly offer_person: PersonHandle
  readonly token_expires_at: EpochSeconds
  readonly sealed_claims: Buffer | null
  readonly token_wrapped_key: Buffer | null
  readonly holder_hash: string
  readonly nonce: Buffer
}

const statement = (count: number): string => `SELECT o.token_lookup, o.id AS offer_id, o.authority AS offer_authority, o.state AS offer_state, o.type_id AS offer_type, o.person AS offer_person,
    o.token_expires_at, o.sealed_claims, o.token_wrapped_key,
    c.id, c.configuration_id, c.person, c.status_list, c.status_index, c.status, c.issued_at, c.expires_at, c.holder_hash, c.nonce
  FROM credential_offers o LEFT JOIN counterfoils c ON c.offer = o.id
  WHERE o.token_lookup IN (${Array.from({ length: count }, () => '?').join(', ')})`

interface Waiting {
  readonly tokenLookup: string
  readonly resolve: (row: GrantRow | null) => void
  readonly reject: (error: unknown) => void
}

const largestBatch = 64

/** Reads what access tokens allow: whoever asks while a read is under way shares the next one. */
export function grantReader(reads: Reads): (authority: string, tokenLookup: string, now: EpochSeconds) => Promise<Grant | null> {
  let waiting: Waiting[] = []
  let reading = false
  const readAll = async (): Promise<void> => {
    reading = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch)
      waiting = waiting.slice(largestBatch)
      await readBatch(reads, batch)
    }
    reading = false
  }
  return async (authority, tokenLookup, now) => {
    const row = await new Promise<GrantRow | null>((resolve, reject) => {
      waiting.push({ tokenLookup, resolve, reject })
      if (!reading) void readAll()
    })
    const usable = row !== null && row.offer_authority === authority && row.token_expires_at > now && ['redeeming', 'redeemed', 'issued'].includes(row.offer_state)
    return usable ? grantOf(row) : null
  }
}

async function readBatch(reads: Reads, batch: readonly Waiting[]): Promise<void> {
  try {
    const rows = await reads.all<GrantRow>(statement(batch.length), batch.map(({ tokenLookup }) => tokenLookup))
    const found = new Map(rows.map((row) => [row.token_lookup, row]))
    for (const { tokenLookup, resolve } of batch) resolve(found.get(tokenLookup) ?? null)
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}

function grantOf(row: GrantRow): Grant {
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
