import type { Database, Reads } from '@counterfoil/service-kit/persistence/database'
import { plus, seconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { OfferId } from '../domain/credential-offer.ts'
import type { CredentialOffers } from '../ports.ts'
import type { ReusedCodes } from '../ports/attention.ts'
import { audit } from './audit-entries.ts'
import { refusalEntries } from './refusal-entries.ts'

type Reuse = Parameters<CredentialOffers['noteReuse']>[1]

/** A wallet that shows its own retry key again lost an answer; whoever shows none, or another, may be somebody else. */
const reused = `SELECT id FROM credential_offers WHERE code_lookup = ? AND authority = ? AND state IN ('redeemed', 'issued') AND (? IS NULL OR retry_hash IS NOT ?)
  AND NOT EXISTS (SELECT 1 FROM audit_entries WHERE object = credential_offers.id AND event = 'offer.code_reused')`

const offerOf = (reads: Reads, authority: string, { codeLookup, retryHash }: Reuse) => reads.first<{ readonly id: OfferId }>(reused, [codeLookup, authority, retryHash, retryHash])

export async function noteReuse(database: Database, authority: string, reuse: Reuse): Promise<void> {
  // Whoever makes codes up has nothing written.
  if ((await offerOf(database.reads, authority, reuse)) === null) return
  await database.write(async (writes) => {
    const offer = await offerOf(writes, authority, reuse)
    if (offer !== null) await audit(writes, { authority, at: reuse.now, actor: 'wallet', event: 'offer.code_reused', object: offer.id, reason: null })
  })
}

const toldFor = seconds(-14 * 86_400)

export const reusedCodes = ({ reads }: Pick<Database, 'reads'>): ReusedCodes => ({
  latest: async (authority, now) => {
    const rows = await reads.all<{ readonly id: OfferId }>(
      `SELECT object AS id FROM ${refusalEntries} AND event = 'offer.code_reused'
        AND NOT EXISTS (SELECT 1 FROM counterfoils WHERE offer = audit_entries.object AND status = ${statusValue.revoked}) ORDER BY sequence DESC LIMIT 10`,
      [authority, plus(now, toldFor)],
    )
    return rows.map(({ id }) => id)
  },
})
