import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { OfferId } from '../domain/credential-offer.ts'

/** The first drafts of tokens, and those of further types that stand beside them. */
const all = `WITH first AS MATERIALIZED (SELECT value AS id FROM json_each(?))
  SELECT id FROM credential_offers WHERE id IN (SELECT id FROM first) UNION SELECT id FROM credential_offers WHERE beside IN (SELECT id FROM first)`

/** Every draft of the tokens that these are the first drafts of, as JSON. */
export async function withThoseBeside(writes: Writes, firsts: readonly string[]): Promise<string> {
  const rows = await writes.all<{ readonly id: OfferId }>(all, [JSON.stringify(firsts)])
  return JSON.stringify(rows.map(({ id }) => id))
}

/** Every draft that steps of a family gave tokens for. */
export async function draftsOfFamily(writes: Writes, family: string): Promise<string> {
  const given = await writes.all<{ readonly offer: string }>('SELECT offer FROM authorization_steps WHERE family = ? AND offer IS NOT NULL', [family])
  return withThoseBeside(writes, given.map(({ offer }) => offer))
}
