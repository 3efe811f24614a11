import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createIssuer } from '@counterfoil/issuer/assemble'
import { readConfig } from '@counterfoil/issuer/config'
import { servicePrograms } from '@counterfoil/neighbourhood/programs'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { readListFacts } from '@counterfoil/service-kit/ledger-proof/list-facts'
import type { Proof } from '@counterfoil/service-kit/ledger-proof/proof'
import { proveLedger } from '@counterfoil/service-kit/ledger-proof/prove-ledger'
import { proveList } from '@counterfoil/service-kit/ledger-proof/prove-list'
import { readFacts } from '@counterfoil/service-kit/ledger-proof/read-facts'
import { conclusionOf, traceOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { isListNetwork } from '@counterfoil/shared/network/network'
import { foundEither, type Founded } from '../support/founded-network.ts'
import { onSignedList } from '../support/trust-kind.ts'
import { watch } from '../support/watched.ts'
import { issue, revoke } from './issue-in-process.ts'
import { fetchFrom } from './issuer-scene.ts'
import { realDeployment } from './real-network.ts'

/** What happens in a run, between one anchor and the next. */
interface Citizens {
  readonly issued: readonly string[]
  /** Place among those issued; what becomes of it in the second half. */
  readonly revoked: readonly number[]
}

const day = 24 * 3600

/** A network of its own, real from the founding to the anchors, that lives for three days; and what it left on the ledger. */
async function live(portBase: number, { issued, revoked }: Citizens): Promise<readonly string[]> {
  const clock = fixedClock(Math.floor(Date.now() / 1000))
  const founded = await foundEither(portBase, clock)
  const program = servicePrograms(founded.places, founded.secrets, join(founded.folder, 'no-clients.json')).find(({ name }) => name === 'issuer')
  const config = readConfig({ ...program?.env, ANCHOR_SECONDS: `${day}` })
  const issuer = await createIssuer(config, { clock, logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  const keyStores = ['authorities', 'issuer', 'verifier'].map((part) => join(founded.folder, part, 'keys.sqlite'))
  const watched = watch({
    deployment: () => realDeployment(founded.folder, config, { issuer: join(founded.folder, 'issuer', 'issuer.sqlite'), keyStores, otherStores: [join(founded.folder, 'authorities', onSignedList ? 'log.sqlite' : 'outbox.sqlite')], now: clock.now(), fetch: fetchFrom(issuer) }),
    settle: () => issuer.sweep(),
    unseen: ['INV-09', 'INV-20'],
  })
  onTestFinished(async () => {
    await watched.end()
    await issuer.close()
    await founded.close()
  })
  const anchored = async (): Promise<void> => {
    await issuer.anchor()
    clock.advance(day)
  }
  const half = Math.ceil(issued.length / 2)
  await anchored()
  for (const name of issued.slice(0, half)) await issue(issuer, name, clock.now())
  await anchored()
  for (const name of issued.slice(half)) await issue(issuer, name, clock.now())
  for (const place of revoked) await revoke(issuer, join(founded.folder, 'issuer', 'issuer.sqlite'), place)
  await anchored()

  const proof = await prove(founded, [...issuer.types.values()])
  expect(conclusionOf(proof)).toMatchObject({ holds: true })
  return traceOf(proof)
}

async function prove({ folder, network }: Founded, types: Parameters<typeof readFacts>[2]): Promise<Proof> {
  const facts = isListNetwork(network) ? await readListFacts(folder, network, types) : await readFacts(folder, network, types)
  try {
    return await ('gasAccounts' in facts ? proveLedger(createLedgerReader(facts.network.ledger), facts) : proveList(facts))
  } finally {
    await facts.close()
  }
}

/** Each writes in an order of its own; who of them is first in a minute is chance. */
const byWriter = (trace: readonly string[]) => Object.fromEntries(Map.groupBy(trace, (line) => / of ([a-z]+),/.exec(line)?.[1] ?? ''))

describe('what is left on the ledger, or on the list', () => {
  it('is the same however many citizens are issued a credential, whatever they are called, whoever has it revoked, and though there is nobody at all', async () => {
    const nobody = await live(7650, { issued: [], revoked: [] })
    const one = await live(7750, { issued: ['Ceridwen'], revoked: [] })
    const more = await live(7850, { issued: ['Maximiliana-Theodora', 'Bo', 'Cy'], revoked: [0, 2] })
    expect(byWriter(one)).toEqual(byWriter(nobody))
    expect(byWriter(more)).toEqual(byWriter(one))
    // Three anchors of each kind for each of the five, and not one of them because of a citizen.
    expect(one.filter((line) => line.startsWith('anchor of status lists'))).toHaveLength(15)
    expect(one.filter((line) => line.startsWith('anchor of an audit log of aldermoor'))).toHaveLength(3)
  })
})
