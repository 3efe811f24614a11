import { existsSync } from 'node:fs'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { Network, NetworkGovernance } from '@counterfoil/shared/network/network'
import type { CustodyOf } from '@counterfoil/service-kit/config/key-holders'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readLedgerNetwork } from '@counterfoil/service-kit/config/read-files'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { openPayer } from '@counterfoil/service-kit/outbox/open-payer'
import type { Outbox } from '@counterfoil/service-kit/outbox/open-outbox'
import { authoritiesFolder, networkFileIn, openCommonPlace, type CommonPlace } from './common-place.ts'

/** Where controller keys are kept, and what is known of the network there. */
export interface Place extends CommonPlace {
  readonly network: Network
  readonly governance: NetworkGovernance
  readonly reader: LedgerReader
  readonly outbox: Outbox
  /** Anchors the log of what was written from here. */
  anchor(): Promise<void>
}

/** Opens a place as the neighbourhood lays it out; `every` is in milliseconds, between looks at what is being written. Throws a `ConfigurationError` of one sentence. */
export async function openPlace(dataDir: string, { every = 20, custodyOf }: { readonly every?: number; readonly custodyOf?: CustodyOf } = {}): Promise<Place> {
  const networkFile = networkFileIn(dataDir)
  if (!existsSync(networkFile)) throw new ConfigurationError(`There is no network in ${dataDir}: run \`npm start\` first, or name its folder with --data.`)
  const { governance, ledger } = readLedgerNetwork(networkFile)
  if (governance === undefined) throw new ConfigurationError('This network was founded without a Safe: begin afresh with `npm start -- --reset`.')
  const common = await openCommonPlace(dataDir, readLedgerNetwork, custodyOf)
  const { identities } = common
  const payer = await openPayer({ folder: authoritiesFolder(dataDir), identities, ledger, every, alarm: ({ kind, key }) => process.stderr.write(`${kind.replaceAll('_', ' ')}${key === null ? '' : `: ${key}`}\n`) })
  return {
    ...common,
    get network() {
      return readLedgerNetwork(networkFile)
    },
    governance,
    reader: createLedgerReader(ledger),
    outbox: payer.outbox,
    anchor: () => payer.anchor(),
    close: async () => {
      await payer.close()
      await common.close()
    },
  }
}
