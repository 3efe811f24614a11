import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { vctOf, type Network, type NetworkAuthority, type NetworkGovernance } from '@counterfoil/shared/network/network'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { openPayer } from '@counterfoil/service-kit/outbox/open-payer'
import type { Outbox } from '@counterfoil/service-kit/outbox/open-outbox'

/** Where controller keys are kept, and what is known of the network there. */
export interface Place {
  readonly network: Network
  readonly governance: NetworkGovernance
  /** The `vct` of the one type that authorities are accredited for so far. */
  readonly residency: string
  readonly proposalsDir: string
  readonly identities: IdentityAgent
  readonly reader: LedgerReader
  readonly outbox: Outbox
  /** Throws a `ConfigurationError` for one that the network doesn't have. */
  authority(id: string): NetworkAuthority
  close(): Promise<void>
}

/** Opens a place as the neighbourhood lays it out. Throws a `ConfigurationError` of one sentence. */
export async function openPlace(dataDir: string): Promise<Place> {
  const networkFile = join(dataDir, 'network.json')
  if (!existsSync(networkFile)) throw new ConfigurationError(`There is no network in ${dataDir}: run \`npm start\` first, or name its folder with --data.`)
  const network = JSON.parse(readFileSync(networkFile, 'utf8')) as Network
  const { governance, ledger } = network
  if (governance === undefined) throw new ConfigurationError('This network was founded without a Safe: begin afresh with `npm start -- --reset`.')
  const folder = join(dataDir, 'authorities')
  const identities = await openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody: envelopesUnder(join(dataDir, 'secrets', 'authorities-kek')), ledger })
  const payer = await openPayer({ folder, identities, ledger, alarm: ({ kind, key }) => process.stderr.write(`${kind.replaceAll('_', ' ')}${key === null ? '' : `: ${key}`}\n`) })
  return {
    network,
    governance,
    residency: vctOf(network.typesUrl, 'residency', 1),
    proposalsDir: join(folder, 'proposals'),
    identities,
    reader: createLedgerReader(ledger),
    outbox: payer.outbox,
    authority: (id) => {
      const found = network.authorities.find((one) => one.id === id)
      if (found === undefined) throw new ConfigurationError(`There is no authority "${id}": choose one of ${network.authorities.map((one) => one.id).join(', ')}.`)
      return found
    },
    close: async () => {
      await payer.close()
      await identities.close()
    },
  }
}
