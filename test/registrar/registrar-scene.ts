import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { placesOf } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { readArguments } from '@counterfoil/registrar/arguments'
import { carryOut, execute, sign } from '@counterfoil/registrar/command-line'
import { openPlace, type Place } from '@counterfoil/registrar/place'
import { proposalFiles } from '@counterfoil/registrar/proposals'
import { groundOf, startTestLedger, temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'

/** Five councils that were founded on a ledger of their own, as `npm start` does it, and nothing that serves anybody. */
export async function foundNetwork(): Promise<{ readonly folder: string; readonly ledger: DevLedger; stopLedger(): Promise<void>; close(): Promise<void> }> {
  const folder = temporaryFolder()
  const ledger = await startTestLedger(join(folder.path, 'ledger'))
  const bare = placesOf(folder.path, 7900)
  const places = { ...bare, urls: { ...bare.urls, ledger: ledger.rpcUrl } }
  await provisionNetwork(places, ensureSecrets(places.secretsDir), groundOf(ledger), () => {})
  let stopped: Promise<void> | null = null
  const stopLedger = (): Promise<void> => (stopped ??= ledger.close())
  const close = async (): Promise<void> => {
    await stopLedger()
    folder.remove()
  }
  return { folder: folder.path, ledger, stopLedger, close }
}

/** An operator at a place: what they ask for, and what they are told. */
export async function openDesk(folder: string) {
  const place: Place = await openPlace(folder)
  const said: string[] = []
  const command = async (...given: readonly string[]): Promise<string> => {
    await carryOut(place, readArguments([...given, '--data', folder]), (words) => said.push(words))
    return said.at(-1) ?? ''
  }
  const proposal = (turn: number) => proposalFiles(place.proposalsDir).find(turn)
  const turnOf = (): number => Number(/Proposal (\d+)/.exec(said.at(-1) ?? '')?.[1])
  /** Proposes, has it signed by these, and executes it. */
  const decide = async (authorities: readonly string[], ...given: readonly string[]): Promise<void> => {
    await command(...given, '--yes')
    const turn = turnOf()
    for (const authority of authorities) await sign(place, proposal(turn), authority)
    await execute(place, proposal(turn))
  }
  return { place, said, command, proposal, turnOf, decide, close: () => place.close() }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** Runs the command itself and kills it as soon as it reaches a step. Answers whether it was killed. */
export async function killedAt(step: string, folder: string, ...given: readonly string[]): Promise<boolean> {
  const program = ['--import', join(root, 'test/registrar/die-at.ts'), join(root, 'services/registrar/src/main.ts'), ...given, '--yes', '--data', folder]
  const child = spawn(process.execPath, program, { env: { ...process.env, DIE_AT: step }, stdio: 'ignore' })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal === 'SIGKILL'
}
