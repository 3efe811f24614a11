import { join } from 'node:path'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { placesOf, type Places } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets, type SecretFiles } from '@counterfoil/neighbourhood/secrets'
import type { Network } from '@counterfoil/shared/network/network'
import { groundOf, startTestLedger, temporaryFolder } from './ledger.ts'

/** Five councils and their consortium on a ledger of their own, in a folder as `npm start` lays it out. Nothing listens but the ledger. */
export interface FoundedNetwork {
  readonly folder: string
  readonly places: Places
  readonly secrets: SecretFiles
  readonly ledger: DevLedger
  readonly network: Network
  close(): Promise<void>
}

export async function foundNetwork(portBase: number): Promise<FoundedNetwork> {
  const folder = temporaryFolder()
  const ledger = await startTestLedger(join(folder.path, 'ledger'))
  const bare = placesOf(folder.path, portBase)
  const places = { ...bare, urls: { ...bare.urls, ledger: ledger.rpcUrl } }
  const secrets = ensureSecrets(places.secretsDir)
  const network = await provisionNetwork(places, secrets, groundOf(ledger), () => {})
  return {
    folder: folder.path,
    places,
    secrets,
    ledger,
    network,
    close: async () => {
      await ledger.close()
      folder.remove()
    },
  }
}
