import { join } from 'node:path'
import { readArguments } from '@counterfoil/registrar/arguments'
import { runCommand } from '@counterfoil/registrar/command-line'
import { openOffice } from '@counterfoil/registrar/open-office'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { signedListFetcher } from '@counterfoil/service-kit/outgoing/fetch-signed-list'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { ListNetwork } from '@counterfoil/shared/network/network'
import { signedListTrust } from '@counterfoil/shared/signed-list/signed-list-trust'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { foundOnList } from '../../support/founded-network.ts'

/** Five councils on a list of their own, published over HTTP, as `npm start -- --trust signed-list` sets them up. */
export interface ListScene {
  readonly network: ListNetwork
  readonly folder: string
  readonly url: string
  /** Runs a command as its words say, and answers what it said. */
  command(...given: readonly string[]): Promise<readonly string[]>
  /** Who knows nothing yet and reads the list as it is published now. */
  reader(): Trust
  close(): Promise<void>
}

export async function foundListScene(): Promise<ListScene> {
  const founded = await foundOnList(7900)
  const { network, folder } = founded
  const fetchOutside = createFetchOutside({ privateHosts: ['localhost'] })
  return {
    network,
    folder,
    url: network.trust.url,
    command: async (...given) => {
      const office = await openOffice(folder)
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
    close: () => founded.close(),
  }
}

export const entriesOf = (folder: string): string => join(folder, 'list', 'entries.jsonl')
