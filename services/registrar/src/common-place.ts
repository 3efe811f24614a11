import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { sealedCa } from '@counterfoil/service-kit/authority/sealed-ca'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { custodiesIn, type CustodyOf, type KeyHolder } from '@counterfoil/service-kit/config/key-holders'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { vctOf, type AnyNetwork, type NetworkAuthority } from '@counterfoil/shared/network/network'
import type { AccreditationQuestion } from '@counterfoil/shared/trust/trust'
import type { Command } from './command.ts'

/** Every accreditation for a type that there can be of an authority. */
export const accreditationsAt = ({ vcts }: Pick<CommonPlace, 'vcts'>): readonly { readonly kind: 'issue' | 'request'; readonly scope: string }[] =>
  vcts.flatMap((vct) => (['issue', 'request'] as const).map((kind) => ({ kind, scope: vct })))

/** Every accreditation that there can be of an authority: for types, and to sign lists for others. */
export const everyAccreditationOf = (place: Pick<CommonPlace, 'vcts' | 'network'>, { did }: Pick<NetworkAuthority, 'did'>): readonly Accreditation[] => [
  ...accreditationsAt(place),
  ...place.network.authorities.filter((one) => one.did !== did).map((one) => ({ kind: 'list' as const, scope: one.did })),
]

/** What a command is about: a type or, of lists, an authority of the network. Throws a `ConfigurationError` for one that there isn't. */
export const accreditationAsked = (place: Pick<CommonPlace, 'authority'>, { kind, vct, listsOf }: Pick<Command, 'kind' | 'vct' | 'listsOf'>): Accreditation => ({ kind, scope: kind === 'list' ? place.authority(listsOf).did : vct })

type Accreditation = Pick<AccreditationQuestion, 'kind' | 'scope'>

/** What a place has whatever trust rests on: the network file, and the custody of controllers and services. */
export interface CommonPlace {
  /** As its file says now: commands change it. */
  readonly network: AnyNetwork
  readonly networkFile: string
  /** The `vct` of each type of the catalogue: what authorities may be accredited for. */
  readonly vcts: readonly string[]
  readonly proposalsDir: string
  /** Custody of the keys that sign for authorities. */
  readonly identities: IdentityAgent
  /** Throws a `ConfigurationError` for one that the network doesn't have. */
  authority(id: string): NetworkAuthority
  /** Custody of the service that signs in a role. */
  signing(role: JoseRole): Promise<IdentityAgent>
  /** The consortium's certificate authority. */
  ca(): Promise<ConsortiumCa>
  close(): Promise<void>
}

export const networkFileIn = (dataDir: string): string => join(dataDir, 'network.json')
export const authoritiesFolder = (dataDir: string): string => join(dataDir, 'authorities')

/**
 * Opens what every place has, as the neighbourhood lays it out; keys are where the environment says of each who holds them.
 * Throws a `ConfigurationError` of one sentence.
 */
export async function openCommonPlace(dataDir: string, read: (file: string) => AnyNetwork, custodyOf: CustodyOf = custodiesIn(dataDir)): Promise<CommonPlace> {
  const networkFile = networkFileIn(dataDir)
  const { typesUrl, ledger } = read(networkFile)
  const secret = (name: string): string => join(dataDir, 'secrets', name)
  const openKeys = (of: KeyHolder): Promise<IdentityAgent> => {
    mkdirSync(join(dataDir, of), { recursive: true, mode: 0o700 })
    return openIdentityAgent({ databaseFile: join(dataDir, of, 'keys.sqlite'), custody: custodyOf(of), ledger })
  }
  const folder = authoritiesFolder(dataDir)
  const identities = await openKeys('authorities')
  const services = new Map<string, Promise<IdentityAgent>>()
  return {
    get network() {
      return read(networkFile)
    },
    networkFile,
    vcts: [...readCatalogue().values()].map(({ id, version }) => vctOf(typesUrl, id, version)),
    proposalsDir: join(folder, 'proposals'),
    identities,
    signing: (role) => {
      const service = role === 'request' ? 'verifier' : 'issuer'
      const opened = services.get(service) ?? openKeys(service)
      services.set(service, opened)
      return opened
    },
    ca: () => sealedCa(join(folder, 'consortium-ca.sealed'), readKeyEncryptionKey(secret('authorities-kek')), 'Counterfoil consortium'),
    authority: (id) => {
      const { authorities } = read(networkFile)
      const found = authorities.find((one) => one.id === id)
      if (found === undefined) throw new ConfigurationError(`There is no authority "${id}": choose one of ${authorities.map((one) => one.id).join(', ')}.`)
      return found
    },
    close: async () => {
      for (const opened of services.values()) await (await opened).close()
      await identities.close()
    },
  }
}
