import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { placesOf } from '@counterfoil/neighbourhood/places'
import { provisionListNetwork } from '@counterfoil/neighbourhood/provision-list'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { readArguments } from '@counterfoil/registrar/arguments'
import { createPublisher, type Publisher } from '@counterfoil/registrar/publisher/assemble'
import { runCommand } from '@counterfoil/registrar/command-line'
import { openOffice } from '@counterfoil/registrar/open-office'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { signedListFetcher } from '@counterfoil/service-kit/outgoing/fetch-signed-list'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { ListNetwork } from '@counterfoil/shared/network/network'
import { signedListTrust } from '@counterfoil/shared/signed-list/signed-list-trust'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { noLimits } from '../../support/limits.ts'

/** Five councils on a list of their own, published over HTTP, as `npm start -- --trust signed-list` sets them up. */
export interface ListScene {
  readonly network: ListNetwork
  readonly folder: string
  readonly publisher: Publisher
  readonly url: string
  /** Runs a command as its words say, and answers what it said. */
  command(...given: readonly string[]): Promise<readonly string[]>
  /** Who knows nothing yet and reads the list as it is published now. */
  reader(): Trust
  close(): Promise<void>
}

export async function foundListScene(): Promise<ListScene> {
  const folder = temporaryFolder()
  const port = await freePort()
  const places = placesOf(folder.path, port - 50)
  mkdirSync(places.secretsDir, { recursive: true })
  const secrets = ensureSecrets(places.secretsDir)
  const network = await provisionListNetwork(places, secrets, () => {})
  const quiet = Object.assign(createLogger('list publisher'), { level: 'silent' })
  const publisher = await createPublisher({ publisherUrl: places.urls.ledger, dataDir: places.listDir, keyCustody: envelopesUnder(secrets.listKek), httpLimits: noLimits, port, host: 'localhost' }, { logger: quiet })
  await publisher.app.listen({ port, host: 'localhost' })
  const fetchOutside = createFetchOutside({ privateHosts: ['localhost'] })
  return {
    network,
    folder: folder.path,
    publisher,
    url: network.trust.url,
    command: async (...given) => {
      const office = await openOffice(folder.path)
      const said: string[] = []
      try {
        await runCommand(office, readArguments(given), (words) => said.push(words))
        return said
      } finally {
        await office.close()
      }
    },
    reader: () =>
      signedListTrust({
        list: network.trust,
        clock: systemClock,
        freshFor: seconds(0),
        keyStaleFor: seconds(60),
        accreditationStaleFor: seconds(60),
        verify: verifyEs256ByJwk,
        fetchText: signedListFetcher(fetchOutside),
        fetchDocument: didDocumentFetcher(fetchOutside, ['localhost']),
      }),
    close: async () => {
      await publisher.close()
      folder.remove()
    },
  }
}

export const entriesOf = (folder: string): string => join(folder, 'list', 'entries.jsonl')
