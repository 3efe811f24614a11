import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { placesOf } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { provisionListNetwork } from '@counterfoil/neighbourhood/provision-list'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { groundOf, startLocalLedger, startTestLedger, temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'
import { onSignedList } from '../support/trust-kind.ts'
import type { Desk } from './desk.ts'
import { openLedgerDesk } from './ledger-desk.ts'
import { openListDesk } from './list-desk.ts'

export interface FoundedPlace {
  readonly folder: string
  close(): Promise<void>
}

/** Five councils as `npm start` founds them, on a ledger of their own or on a list, and nothing that serves anybody. */
export const foundNetwork = (): Promise<FoundedPlace> => (onSignedList ? foundOnList() : foundOnLedger())

/** On a chain of its own when it is to be stopped: nobody stops the one that `LEDGER_RPC_URL` names. */
export async function foundOnLedger({ toBeStopped = false } = {}) {
  const folder = temporaryFolder()
  const ledger = await (toBeStopped ? startLocalLedger : startTestLedger)(join(folder.path, 'ledger'))
  const bare = placesOf(folder.path, 7900)
  const places = { ...bare, urls: { ...bare.urls, ledger: ledger.rpcUrl } }
  await provisionNetwork(places, ensureSecrets(places.secretsDir), toBeStopped ? { ...groundOf(ledger), fundingKey: null } : groundOf(ledger), () => {})
  let stopped: Promise<void> | null = null
  const stopLedger = (): Promise<void> => (stopped ??= ledger.close())
  const close = async (): Promise<void> => {
    await stopLedger()
    folder.remove()
  }
  return { folder: folder.path, ledger, stopLedger, close }
}

async function foundOnList(): Promise<FoundedPlace> {
  const folder = temporaryFolder()
  const places = placesOf(folder.path, 7900)
  await provisionListNetwork(places, ensureSecrets(places.secretsDir), () => {})
  return { folder: folder.path, close: async () => folder.remove() }
}

export const openDesk = (folder: string): Promise<Desk> => (onSignedList ? openListDesk(folder) : openLedgerDesk(folder))

/** Runs the command itself and kills it as soon as it reaches a step. Answers whether it was killed. */
export async function killedAt(step: string, folder: string, ...given: readonly string[]): Promise<boolean> {
  const program = ['--import', join(root, 'test/registrar/die-at.ts'), join(root, 'services/registrar/src/main.ts'), ...given, '--yes', '--data', folder]
  const child = spawn(process.execPath, program, { env: { ...process.env, DIE_AT: step }, stdio: 'ignore' })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal === 'SIGKILL'
}
