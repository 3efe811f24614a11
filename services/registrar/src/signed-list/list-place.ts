import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { councilDocument, type CouncilDocument } from '@counterfoil/service-kit/signed-list/council-document'
import { listFolder, type ListFolder } from '@counterfoil/service-kit/signed-list/list-folder'
import { openListLog, type ListLog } from '@counterfoil/service-kit/signed-list/list-log'
import { standsInFolder } from '@counterfoil/service-kit/signed-list/stands-in-folder'
import { isListNetwork, type ListNetwork } from '@counterfoil/shared/network/network'
import { join } from 'node:path'
import { authoritiesFolder, networkFileIn, openCommonPlace, type CommonPlace } from '../common-place.ts'
import type { Named } from '../signing-keys.ts'

/** Where governors' keys are kept, the list is written, and what is known of the network there. */
export interface ListPlace extends CommonPlace {
  readonly network: ListNetwork
  /** Whence the list, its anchors and its authorities' documents are published. */
  readonly folder: string
  readonly entries: ListFolder
  /** Tells of everything that is written from here. */
  readonly log: ListLog
  documentOf(authority: Named): CouncilDocument
}

function readListNetwork(file: string): ListNetwork {
  const network = readNetwork(file)
  if (!isListNetwork(network)) throw new ConfigurationError(`The network file at ${file} names no signed list.`)
  return network
}

/** Opens the place of a network that trusts by a signed list. Throws a `ConfigurationError` of one sentence. */
export async function openListPlace(dataDir: string): Promise<ListPlace> {
  const file = networkFileIn(dataDir)
  const { trust } = readListNetwork(file)
  const common = await openCommonPlace(dataDir, readListNetwork)
  const published = join(dataDir, 'list')
  const log = await openListLog(authoritiesFolder(dataDir), standsInFolder(published))
  return {
    ...common,
    get network() {
      return readListNetwork(file)
    },
    folder: published,
    entries: listFolder(published, { network: trust.consortium, founding: trust.founding }),
    log,
    documentOf: ({ id, did }) => councilDocument(published, id, did),
    close: async () => {
      await log.close()
      await common.close()
    },
  }
}
