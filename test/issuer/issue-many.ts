import { rememberAll } from '@counterfoil/issuer/adapters/remember-issues'
import type { StatusIssuerOf } from '@counterfoil/issuer/adapters/status-indices'
import type { Counterfoil } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId, PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import type { Issue } from '@counterfoil/issuer/ports'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

const together = 100

/** What one of many is to be; the rest doesn't matter. */
export type OneOfMany = Pick<Issue, 'authority' | 'configurationId' | 'issuedAt' | 'expiresAt'>

const offering = `INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tries_left, made_at, expires_at)
  SELECT value ->> 0, value ->> 1, 'any', 'nobody', 'redeemed', value ->> 0, 0, 0, 0 FROM json_each(?)`

/** Has a database remember many issues, one after the other, as the issuer does. `run` tells them from those of another time. */
export async function issueMany(database: Database, run: string, many: readonly OneOfMany[], statusIssuerOf: StatusIssuerOf = (authority) => authority): Promise<Counterfoil[]> {
  const counterfoils: Counterfoil[] = []
  for (let from = 0; from < many.length; from += together) {
    const issues = many.slice(from, from + together).map((one, offset): Issue => issueOf(`${run}-${from + offset}`, one))
    const remembered = await database.write(async (writes) => {
      await writes.run(offering, [JSON.stringify(issues.map(({ offer, authority }) => [offer, authority]))])
      return rememberAll(cryptoRandom, statusIssuerOf)(writes, issues)
    })
    for (const one of remembered) {
      if (one.outcome !== 'remembered') throw new Error(one.outcome)
      counterfoils.push(one.counterfoil)
    }
  }
  return counterfoils
}

const issueOf = (name: string, one: OneOfMany): Issue => ({
  ...one,
  offer: name as OfferId,
  person: `person of ${name}` as PersonHandle,
  nonce: { value: Buffer.from(name), expiresAt: one.expiresAt },
  holderHash: `key of ${name}`,
  now: epochSeconds(one.issuedAt),
})
