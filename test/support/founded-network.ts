import { join } from 'node:path'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { placesOf, type Places } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { provisionListNetwork } from '@counterfoil/neighbourhood/provision-list'
import { ensureSecrets, type SecretFiles } from '@counterfoil/neighbourhood/secrets'
import { createPublisher } from '@counterfoil/registrar/publisher/assemble'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { AnyNetwork, ListNetwork, Network } from '@counterfoil/shared/network/network'
import { freePort } from './free-port.ts'
import { groundOf, startTestLedger, temporaryFolder } from './ledger.ts'
import { noLimits } from './limits.ts'
import { onSignedList } from './trust-kind.ts'

/** Five councils and their consortium in a folder as `npm start` lays it out. Nothing listens but what trust rests on. */
export interface Founded<Rests extends AnyNetwork = AnyNetwork> {
  readonly folder: string
  readonly places: Places
  readonly secrets: SecretFiles
  readonly network: Rests
  close(): Promise<void>
}

/** On a ledger of their own. */
export interface FoundedNetwork extends Founded<Network> {
  readonly ledger: DevLedger
}

/** On a ledger of their own, or on a list that a publisher serves, by a clock that a test may advance. */
export const foundEither = (portBase: number, clock: Clock = systemClock): Promise<Founded> => (onSignedList ? foundOnList(portBase, clock) : foundNetwork(portBase))

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

export async function foundOnList(portBase: number, clock: Clock = systemClock): Promise<Founded<ListNetwork>> {
  const folder = temporaryFolder()
  const port = await freePort()
  const bare = placesOf(folder.path, portBase)
  const places = { ...bare, urls: { ...bare.urls, ledger: `http://localhost:${port}` } }
  const secrets = ensureSecrets(places.secretsDir)
  const network = await provisionListNetwork(places, secrets, () => {})
  const logger = Object.assign(createLogger('list publisher'), { level: 'silent' })
  const publisher = await createPublisher({ publisherUrl: places.urls.ledger, dataDir: places.listDir, keyCustody: envelopesUnder(secrets.listKek), httpLimits: noLimits, port, host: 'localhost' }, { clock, logger })
  await publisher.app.listen({ port, host: 'localhost' })
  return {
    folder: folder.path,
    places,
    secrets,
    network,
    close: async () => {
      await publisher.close()
      folder.remove()
    },
  }
}
