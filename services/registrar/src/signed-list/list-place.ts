import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { councilDocument, type CouncilDocument } from '@counterfoil/service-kit/signed-list/council-document'
import { listFolder, type ListFolder } from '@counterfoil/service-kit/signed-list/list-folder'
import { listKey } from '@counterfoil/service-kit/signed-list/list-keys'
import type { GovernorSigner } from '@counterfoil/service-kit/signed-list/list-proposal'
import { isListNetwork, vctOf, type ListNetwork, type NetworkAuthority } from '@counterfoil/shared/network/network'

/** Where governors' keys are kept, the list is written, and what is known of the network there. */
export interface ListPlace {
  readonly network: ListNetwork
  /** The `vct` of the one type that authorities are accredited for so far. */
  readonly residency: string
  readonly proposalsDir: string
  readonly entries: ListFolder
  /** Throws a `ConfigurationError` for one that the network doesn't have. */
  authority(id: string): NetworkAuthority
  documentOf(authority: NetworkAuthority): CouncilDocument
  /** The key with which an authority governs; it must be at this place. */
  signer(authority: NetworkAuthority): Promise<GovernorSigner>
  close(): Promise<void>
}

/** Opens the place of a network that trusts by a signed list; null for any other. Throws a `ConfigurationError` of one sentence. */
export async function openListPlace(dataDir: string): Promise<ListPlace | null> {
  const networkFile = join(dataDir, 'network.json')
  const network = existsSync(networkFile) ? readNetwork(networkFile) : null
  if (network === null || !isListNetwork(network)) return null
  const folder = join(dataDir, 'authorities')
  const identities = await openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody: envelopesUnder(join(dataDir, 'secrets', 'authorities-kek')), ledger: undefined })
  const { consortium, founding } = network.trust
  const published = join(dataDir, 'list')
  return {
    network,
    residency: vctOf(network.typesUrl, 'residency', 1),
    proposalsDir: join(folder, 'proposals'),
    entries: listFolder(published, { network: consortium, founding }),
    authority: (id) => {
      const found = network.authorities.find((one) => one.id === id)
      if (found === undefined) throw new ConfigurationError(`There is no authority "${id}": choose one of ${network.authorities.map((one) => one.id).join(', ')}.`)
      return found
    },
    documentOf: ({ id, did }) => councilDocument(published, id, did),
    signer: ({ id }) => listKey(identities.custody, 'governor', id),
    close: () => identities.close(),
  }
}
