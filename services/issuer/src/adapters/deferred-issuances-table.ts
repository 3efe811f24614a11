import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from '../domain/credential-offer.ts'
import { deferralEcho, type DeferredIssuance } from '../domain/deferred-issuance.ts'
import type { DeferredIssuances, IssuanceToDefer } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { erased } from './end-offers.ts'
import { areUnspent, spendNonces } from './spent-nonces.ts'

interface DeferredRow {
  readonly offer: OfferId
  readonly lookup: string
  readonly configuration_id: string
  readonly holder_hashes: string
  readonly sealed_holders: Buffer | null
  readonly ready_at: EpochSeconds
  readonly expires_at: EpochSeconds
  readonly state: DeferredIssuance['state']
}

const deferredOf = (row: DeferredRow): DeferredIssuance => ({
  offer: row.offer,
  lookup: row.lookup,
  configurationId: row.configuration_id,
  holderHashes: row.holder_hashes,
  sealedHolders: row.sealed_holders,
  readyAt: row.ready_at,
  expiresAt: row.expires_at,
  state: row.state,
})

const reading = `SELECT d.offer, d.lookup, d.configuration_id, d.holder_hashes, d.sealed_holders, d.ready_at, d.expires_at, d.state
  FROM credential_offers o JOIN deferred_issuances d ON d.offer = o.id WHERE o.token_lookup = ? AND o.authority = ? AND o.token_expires_at > ?`

export const deferredIssuancesTable = (database: Database): DeferredIssuances => ({
  defer: (issuance) => database.write((writes) => defer(writes, issuance)),
  ofToken: async (authority, tokenLookup, now) => {
    const row = await database.reads.first<DeferredRow>(reading, [tokenLookup, authority, now])
    return row === null ? null : deferredOf(row)
  },
  confirmCollected: (offer) =>
    database.write(async (writes) => {
      await writes.run("UPDATE deferred_issuances SET state = 'collected', sealed_holders = NULL WHERE offer = ? AND state = 'waiting'", [offer])
    }),
  end: (authority, offer, now) =>
    database.write(async (writes) => {
      const ended = await endOffer(writes, authority, offer, { state: 'withdrawn', now })
      if (ended) await audit(writes, { authority, at: now, actor: 'issuer', event: 'offer.withdrawn', object: offer, reason: 'record_gone' })
    }),
  sweep: (now) => database.write((writes) => sweepDeferred(writes, now)),
})

async function defer(writes: Writes, { authority, offer, lookup, nonces, now, ...deferred }: IssuanceToDefer): Promise<'deferred' | 'nonce_spent' | 'not_deferrable'> {
  if (!(await areUnspent(writes, nonces))) return 'nonce_spent'
  await spendNonces(writes, nonces)
  // From here on the transaction id opens what the code and the draft did. The claims are read from the record again. The token lives as long as any: its refresh token gives the next.
  const moved = await writes.run(
    `UPDATE credential_offers SET state = 'redeemed', ${erased}
     WHERE id = ? AND authority = ? AND state IN ('redeeming', 'redeemed') AND NOT EXISTS (SELECT 1 FROM deferred_issuances WHERE offer = credential_offers.id)`,
    [offer, authority],
  )
  if (moved === 0) return 'not_deferrable'
  await writes.run(
    "INSERT INTO deferred_issuances (offer, authority, lookup, configuration_id, holder_hashes, sealed_holders, ready_at, expires_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
    [offer, authority, lookup, deferred.configurationId, deferred.holderHashes, Buffer.from(deferred.sealedHolders), deferred.readyAt, deferred.expiresAt],
  )
  await audit(writes, { authority, at: now, actor: 'issuer', event: 'offer.deferred', object: offer, reason: deferred.reason })
  return 'deferred'
}

/** Nothing comes of an issuing that waited; true when it was this that ended it. */
async function endOffer(writes: Writes, authority: string, offer: string, { state, now }: { readonly state: 'withdrawn' | 'expired'; readonly now: EpochSeconds }): Promise<boolean> {
  const moved = await writes.run("UPDATE credential_offers SET state = ?, ended_at = ? WHERE id = ? AND authority = ? AND state = 'redeemed'", [state, now, offer, authority])
  await writes.run("UPDATE deferred_issuances SET state = 'ended', sealed_holders = NULL WHERE offer = ? AND authority = ? AND state = 'waiting'", [offer, authority])
  return moved === 1
}

/** Ends what has waited too long, forgets what has long been over. */
async function sweepDeferred(writes: Writes, now: EpochSeconds): Promise<void> {
  const late = await writes.all<{ offer: string; authority: string }>("SELECT offer, authority FROM deferred_issuances WHERE state = 'waiting' AND expires_at <= ?", [now])
  for (const { offer, authority } of late) {
    const ended = await endOffer(writes, authority, offer, { state: 'expired', now })
    if (ended) await audit(writes, { authority, at: now, actor: 'issuer', event: 'offer.expired', object: offer, reason: null })
  }
  await writes.run('DELETE FROM deferred_issuances WHERE expires_at <= ?', [now - deferralEcho])
}
