import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationStepsTable } from '@counterfoil/issuer/adapters/authorization-steps-table'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import type { StepSecret } from '@counterfoil/issuer/domain/authorization'
import type { OfferId, PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import type { AuthorizationSteps, FoundStep, NewDraft, NewStep } from '@counterfoil/issuer/ports/authorization'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/ledger.ts'

const folder = temporaryFolder()
const now = epochSeconds(1_764_000_000)
const later = epochSeconds(now + 3600)
let database: Database
let steps: AuthorizationSteps

beforeAll(async () => {
  database = await openDatabase({ file: join(folder.path, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
  steps = authorizationStepsTable(database, cryptoRandom)
})
afterAll(async () => {
  await database.close()
  folder.remove()
})

const refreshStep = (family: string): NewStep => ({ kind: 'refresh', authority: 'aldermoor', secret: steps.newSecret(), family, content: {}, expiresAt: later })
const placeOf = (secret: StepSecret) => ({ kind: 'refresh', authority: 'aldermoor', secret }) as const

const draftOf = (id: string): NewDraft => ({
  id: id as OfferId,
  person: 'p' as PersonHandle,
  record: null, caseHandle: null,
  typeId: 'residency',
  configurations: null,
  clientId: 'w',
  tokenLookup: `token of ${id}`,
  tokenExpiresAt: later,
  draft: { sealedClaims: new Uint8Array([1]), wrappedKey: new Uint8Array([2]) },
})

async function begun(family: string): Promise<{ readonly secret: StepSecret; readonly read: () => Promise<FoundStep> }> {
  const first = refreshStep(family)
  await steps.begin(first)
  const read = async (): Promise<FoundStep> => {
    const found = await steps.read(placeOf(first.secret), now)
    if (found === null) throw new Error('the step is gone')
    return found
  }
  return { secret: first.secret, read }
}

describe('a refresh token that two show within one second', () => {
  const exchangeOf = (secret: StepSecret, draft: string, { family, claims }: FoundStep) => {
    const refresh = refreshStep(family)
    return { refresh, outcome: steps.exchange({ step: placeOf(secret), signedIn: null, drafts: [draftOf(draft)], refresh, claims, isRepeatable: true, now }) }
  }

  it('is exchanged once of those that read it as it was, and what the first got stays good', async () => {
    const { secret, read } = await begun('exchanged')
    const [one, other] = [await read(), await read()]
    const first = exchangeOf(secret, 'first', one)
    const second = exchangeOf(secret, 'second', other)
    expect([await first.outcome, await second.outcome]).toEqual(['exchanged', 'not_usable'])
    expect(await steps.read(placeOf(first.refresh.secret), now)).toMatchObject({ claims: 0 })
    expect(await database.reads.all("SELECT id, state FROM credential_offers WHERE id IN ('first', 'second')")).toEqual([{ id: 'first', state: 'redeemed' }])
  })

  it('is exchanged again for whoever reads what became of it, though no second passed, and what was given before is void', async () => {
    const { secret, read } = await begun('repeated')
    const lost = exchangeOf(secret, 'lost', await read())
    await lost.outcome
    const again = exchangeOf(secret, 'again', await read())
    expect([await again.outcome, await steps.read(placeOf(lost.refresh.secret), now)]).toEqual(['exchanged', null])
  })

  it('gives what waits one new token, though its offer is the same before and after', async () => {
    const { secret, read } = await begun('renewed')
    await exchangeOf(secret, 'waiting', await read()).outcome
    await database.write((writes) => writes.run("INSERT INTO deferred_issuances (offer, authority, lookup, configuration_id, holder_hashes, sealed_holders, ready_at, expires_at, state) VALUES ('waiting', 'aldermoor', 'l', 'residency-sd-jwt', '[]', x'00', ?, ?, 'waiting')", [later, later]))
    const [one, other] = [await read(), await read()]
    const renewal = ({ family, claims }: FoundStep, token: string) => steps.renew({ step: placeOf(secret), lookupOf: () => token, tokenExpiresAt: later, refresh: refreshStep(family), claims, isRepeatable: true, now })
    expect([await renewal(one, 'first token'), await renewal(other, 'second token')]).toEqual([{ waiting: [{ typeId: 'residency', record: null }] }, 'not_usable'])
    expect(await database.reads.all("SELECT token_lookup FROM credential_offers WHERE id = 'waiting'")).toEqual([{ token_lookup: 'first token' }])
  })
})
