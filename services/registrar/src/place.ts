import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { vctOf, type Network, type NetworkAuthority, type NetworkGovernance } from '@counterfoil/shared/network/network'
import type { ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { sealedCa } from '@counterfoil/service-kit/authority/sealed-ca'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readLedgerNetwork } from '@counterfoil/service-kit/config/read-files'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { openPayer } from '@counterfoil/service-kit/outbox/open-payer'
import type { Outbox } from '@counterfoil/service-kit/outbox/open-outbox'

/** Where controller keys are kept, and what is known of the network there. */
export interface Place {
  /** As its file says now: commands change it. */
  readonly network: Network
  readonly networkFile: string
  readonly governance: NetworkGovernance
  /** The `vct` of the one type that authorities are accredited for so far. */
  readonly residency: string
  readonly proposalsDir: string
  readonly identities: IdentityAgent
  readonly reader: LedgerReader
  readonly outbox: Outbox
  /** Custody of the service that signs in a role. */
  signing(role: JoseRole): Promise<IdentityAgent>
  /** The consortium's certificate authority. */
  ca(): Promise<ConsortiumCa>
  /** Throws a `ConfigurationError` for one that the network doesn't have. */
  authority(id: string): NetworkAuthority
  /** Anchors the log of what was written from here. */
  anchor(): Promise<void>
  close(): Promise<void>
}

/** Opens a place as the neighbourhood lays it out; `every` is in milliseconds, between looks at what is being written. Throws a `ConfigurationError` of one sentence. */
export async function openPlace(dataDir: string, { every = 20 }: { readonly every?: number } = {}): Promise<Place> {
  const networkFile = join(dataDir, 'network.json')
  if (!existsSync(networkFile)) throw new ConfigurationError(`There is no network in ${dataDir}: run \`npm start\` first, or name its folder with --data.`)
  const { governance, ledger, typesUrl } = readLedgerNetwork(networkFile)
  if (governance === undefined) throw new ConfigurationError('This network was founded without a Safe: begin afresh with `npm start -- --reset`.')
  const folder = join(dataDir, 'authorities')
  const secret = (name: string): string => join(dataDir, 'secrets', name)
  const openKeys = (of: string): Promise<IdentityAgent> => {
    mkdirSync(join(dataDir, of), { recursive: true, mode: 0o700 })
    return openIdentityAgent({ databaseFile: join(dataDir, of, 'keys.sqlite'), custody: envelopesUnder(secret(`${of}-kek`)), ledger })
  }
  const identities = await openKeys('authorities')
  const payer = await openPayer({ folder, identities, ledger, every, alarm: ({ kind, key }) => process.stderr.write(`${kind.replaceAll('_', ' ')}${key === null ? '' : `: ${key}`}\n`) })
  const services = new Map<string, Promise<IdentityAgent>>()
  return {
    get network() {
      return readLedgerNetwork(networkFile)
    },
    networkFile,
    governance,
    residency: vctOf(typesUrl, 'residency', 1),
    proposalsDir: join(folder, 'proposals'),
    identities,
    reader: createLedgerReader(ledger),
    outbox: payer.outbox,
    signing: (role) => {
      const service = role === 'request' ? 'verifier' : 'issuer'
      const opened = services.get(service) ?? openKeys(service)
      services.set(service, opened)
      return opened
    },
    ca: () => sealedCa(join(folder, 'consortium-ca.sealed'), readKeyEncryptionKey(secret('authorities-kek')), 'Counterfoil consortium'),
    authority: (id) => {
      const { authorities } = readLedgerNetwork(networkFile)
      const found = authorities.find((one) => one.id === id)
      if (found === undefined) throw new ConfigurationError(`There is no authority "${id}": choose one of ${authorities.map((one) => one.id).join(', ')}.`)
      return found
    },
    anchor: () => payer.anchor(),
    close: async () => {
      await payer.close()
      for (const opened of services.values()) await (await opened).close()
      await identities.close()
    },
  }
}
