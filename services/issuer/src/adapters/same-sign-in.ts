import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'
import type { Counterfoils } from '../ports.ts'

/**
 * What a wallet got of the same type and record by the same sign-in, then and by each refresh since: to staff that is one credential, whichever of
 * them a wallet still holds. What has expired is left out. Steps stay as long as the refresh token that was given with the credential.
 */
const others = `FROM counterfoils one JOIN credential_offers made ON made.id = one.offer
  JOIN authorization_steps step ON step.offer = coalesce(made.beside, made.id)
  JOIN authorization_steps along ON along.family = step.family
  JOIN credential_offers as_made ON (as_made.id = along.offer OR as_made.beside = along.offer) AND as_made.type_id = made.type_id AND as_made.record IS made.record
  JOIN counterfoils other ON other.offer = as_made.id AND other.id <> one.id AND other.expires_at > ?`

/** Ids of those that came by the same sign-ins as these. */
export async function alongWith(writes: Writes, counterfoils: readonly Counterfoil[], now: EpochSeconds): Promise<readonly string[]> {
  const rows = await writes.all<{ readonly id: string }>(`SELECT DISTINCT other.id ${others} WHERE one.id IN (SELECT value FROM json_each(?)) ORDER BY other.id`, [now, JSON.stringify(counterfoils.map(({ id }) => id))])
  return rows.map(({ id }) => id)
}

export const manyAlong =
  ({ reads }: Pick<Database, 'reads'>): Counterfoils['manyAlong'] =>
  async (authority, person, now) => {
    const rows = await reads.all<{ readonly id: CounterfoilId; readonly many: number }>(`SELECT one.id, count(DISTINCT other.id) AS many ${others} AND other.status = one.status WHERE one.authority = ? AND one.person = ? AND one.status <> 1 AND one.expires_at > ? GROUP BY one.id`, [now, authority, person, now])
    return new Map(rows.map(({ id, many }) => [id, many]))
  }
