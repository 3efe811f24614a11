import { deriveText } from '@counterfoil/service-kit/crypto/token-secret'
import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { deriveKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { StepSecret } from '../domain/authorization.ts'
import { redemptionGrace } from '../domain/credential-offer.ts'
import type { AuthorizationSteps, NewStep, StepPlace } from '../ports/authorization.ts'
import { endFamily, exchangeStep } from './exchange-steps.ts'
import { renewToken } from './renew-token.ts'
import { isEnded, lastEnd, sweepEnds } from './sign-in-ends.ts'

interface StepRow {
  readonly family: string
  readonly sealed: Buffer
  readonly expires_at: EpochSeconds
  readonly state: 'open' | 'claimed'
  readonly claims: number
}

const lookupOf = ({ kind, secret }: Pick<StepPlace, 'kind' | 'secret'>): string => deriveText(secret, `${kind} look-up`)
const keyOf = ({ kind, secret }: Pick<StepPlace, 'kind' | 'secret'>): Uint8Array => deriveKey(secret, `authorization ${kind}`)

/** Steps found by a hash of their secret and sealed under it: the table tells neither who signed in nor what they may collect. */
export const authorizationStepsTable = (database: Database, random: Random): AuthorizationSteps => ({
  newSecret: () => random.secret(32) as StepSecret,
  begin: (step) => database.write((writes) => insertStep(writes, step)),
  read: async (place, now) => {
    const lookup = lookupOf(place)
    const row = await database.reads.first<StepRow>(
      `SELECT family, sealed, expires_at, state, claims FROM authorization_steps WHERE lookup = ? AND kind = ? AND authority = ? AND expires_at > ? AND sealed IS NOT NULL AND (state = 'open' OR (state = 'claimed' AND (kind = 'refresh' OR claimed_at <= ?)))`,
      [lookup, place.kind, place.authority, now, now - redemptionGrace],
    )
    if (row === null) return null
    return { family: row.family, expiresAt: row.expires_at, content: JSON.parse(strictUtf8(open(keyOf(place), row.sealed, lookup))) as JsonObject, wasShown: row.state === 'claimed', claims: row.claims }
  },
  take: (places, next, now) =>
    database.write(async (writes) => {
      const lookups = places.map(lookupOf)
      const isOpen = `lookup IN (SELECT value FROM json_each(?)) AND state = 'open' AND expires_at > ?`
      const asked = [JSON.stringify(lookups), now]
      const [{ count } = { count: 0 }] = await writes.all<{ count: number }>(`SELECT count(*) AS count FROM authorization_steps WHERE ${isOpen}`, asked)
      if (count !== places.length) return false
      await writes.run(`UPDATE authorization_steps SET state = 'used', sealed = NULL WHERE ${isOpen}`, asked)
      if (next !== null) await insertStep(writes, next)
      return true
    }),
  lastEnd: () => lastEnd(database.reads),
  isEnded: (authority, signedIn) => isEnded(database.reads, authority, signedIn),
  exchange: (exchange) => database.write((writes) => exchangeStep(writes, { ...exchange, lookup: lookupOf(exchange.step), insertRefresh: () => insertStep(writes, exchange.refresh) })),
  renew: (renewal) => database.write((writes) => renewToken(writes, { ...renewal, lookup: lookupOf(renewal.step), insertRefresh: () => insertStep(writes, renewal.refresh) })),
  confirm: async (place) => {
    // Kept as long as the token that it gave: being shown again tells that somebody else has it.
    await database.write((writes) =>
      writes.run(
        `UPDATE authorization_steps SET state = 'used', sealed = NULL, expires_at = max(expires_at, coalesce((SELECT token_expires_at FROM credential_offers WHERE id = offer), 0)) WHERE lookup = ? AND state = 'claimed'`,
        [lookupOf(place)],
      ),
    )
  },
  endReused: async (place, now) => {
    await database.write(async (writes) => {
      const used = await writes.first<{ readonly family: string }>(`SELECT family FROM authorization_steps WHERE lookup = ? AND kind = ? AND authority = ? AND (state = 'used' OR (kind = 'refresh' AND state = 'claimed'))`, [lookupOf(place), place.kind, place.authority])
      if (used !== null) await endFamily(writes, used.family, now)
    })
  },
  sweep: async (now) => {
    await database.write(async (writes) => {
      await writes.run('UPDATE authorization_steps SET sealed = NULL WHERE expires_at <= ? AND sealed IS NOT NULL', [now])
      // What gave something stays, empty, as long as anything of its family lives: by it the family is found.
      await writes.run('DELETE FROM authorization_steps WHERE expires_at <= ? AND (offer IS NULL OR NOT EXISTS (SELECT 1 FROM authorization_steps AS later WHERE later.family = authorization_steps.family AND later.expires_at > ?))', [now, now])
      await sweepEnds(writes, now)
    })
  },
})

async function insertStep(writes: Writes, step: NewStep): Promise<void> {
  const lookup = lookupOf(step)
  const sealed = seal(keyOf(step), utf8(JSON.stringify(step.content)), lookup)
  await writes.run(`INSERT INTO authorization_steps (lookup, kind, authority, family, state, sealed, expires_at) VALUES (?, ?, ?, ?, 'open', ?, ?)`, [lookup, step.kind, step.authority, step.family, Buffer.from(sealed), step.expiresAt])
}
