import { join } from 'node:path'
import type { Deployment } from '@counterfoil/invariants/deployment'
import { minedTransactions, newestBlock, type MinedTransaction } from '@counterfoil/invariants/reading/ledger'
import { answerWell, fetchRequest, formServer, post } from '../verifier/support/holder.ts'
import { returnOrigin, startVerifierWorld } from '../verifier/support/world.ts'

/** A real verifier's database with a presentation in every state, its keys, and what stands on its ledger. */
export interface VerifierSpecimen {
  readonly files: readonly string[]
  readonly mined: readonly MinedTransaction[]
  readonly journal: string
  readonly deployment: Deployment
  close(): Promise<void>
}

const returnUrl = `${returnOrigin}/brackenfield/blue-badge-renewal`

export async function makeVerifierSpecimen(): Promise<VerifierSpecimen> {
  const world = await startVerifierWorld()
  world.publisher.set(1, 1)
  const form = formServer(world, 'brackenfield')
  await form.start()
  world.switches.clockShift = 1201
  await world.verifier().sweep()
  world.switches.clockShift = 0
  await form.start()
  await fetchRequest(await form.start({ flow: 'same_device', return_url: returnUrl }))
  await answerWell(world, await fetchRequest(await form.start()))
  const collected = await form.start()
  await answerWell(world, await fetchRequest(collected))
  await form.result(collected)
  await answerWell(world, await fetchRequest(await form.start()), { index: 1 })
  const declined = await fetchRequest(await form.start())
  await post(declined, { error: 'access_denied', state: declined.state })
  const given = world.deployment()
  const mined = await minedTransactions(world.net.rpcUrl ?? '', await newestBlock(world.net.rpcUrl ?? ''))
  await world.stop()
  return {
    files: [given.verifier ?? '', join(world.net.verifierDir, 'keys.sqlite')],
    mined,
    journal: given.ledgerJournal ?? '',
    deployment: { ...given, markers: [], searched: [], ledger: null, ledgerJournal: null, now: Math.floor(Date.now() / 1000) },
    close: () => world.close(),
  }
}
