import { createAgent, type ICredentialPlugin, type IDIDManager, type IKeyManager, type IResolver, type TAgent } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDStore, Entities, KeyStore, migrations } from '@veramo/data-store'
import { DIDManager } from '@veramo/did-manager'
import { EthrDIDProvider } from '@veramo/did-provider-ethr'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import { KeyManager } from '@veramo/key-manager'
import { getResolver } from 'ethr-did-resolver'
import { DataSource } from 'typeorm'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { quietSqlite } from '../persistence/prepared-statements.ts'
import { nameUnusable } from '../persistence/unusable-file.ts'
import { systemClock } from '../system/system-clock.ts'
import { CustodyKms, custodyKms } from './custody-kms.ts'
import type { CustodySettings } from './custody-settings.ts'
import { AllowAnchorRole1765300000000 } from './envelope/allow-anchor-role.ts'
import { AllowIdTokenRole1765400000000 } from './envelope/allow-id-token-role.ts'
import { AllowListRoles1765200000000 } from './envelope/allow-list-roles.ts'
import { CreateCustodyKeys1765100000000 } from './envelope/create-custody-keys.ts'
import { openCustody, type KeyCustody } from './key-custody.ts'
import type { KeyUseObserver } from './key-use.ts'
import { openKeeper } from './open-keeper.ts'

export type Agent = TAgent<IKeyManager & IDIDManager & IResolver & ICredentialPlugin>

/** Identities by Veramo's agent on a database of its own, and the custody of their keys. */
export interface IdentityAgent {
  readonly agent: Agent
  readonly custody: KeyCustody
  close(): Promise<void>
}

export interface IdentityAgentOptions {
  readonly databaseFile: string
  readonly custody: CustodySettings
  /** Undefined in a network without one: then identities are did:web. */
  readonly ledger: NetworkLedger | undefined
  readonly observer?: KeyUseObserver
  readonly clock?: Clock
  /** Id of the authority that has a DID; asked for keys of earlier data folders alone. */
  readonly authorityOf?: (did: string) => string
}

export const ethrProvider = 'did:ethr'
export const webProvider = 'did:web'

/** What data folders of earlier releases call the key management system. */
const earlierKms = 'local'

/**
 * Opens an agent with what issuing needs and no plugin that stores credentials: Veramo's tables for those exist, and stay
 * empty. Keys that can't be opened stop it here. @see docs/decisions/0005-veramo-for-identities.md
 */
export async function openIdentityAgent(options: IdentityAgentOptions): Promise<IdentityAgent> {
  const { clock = systemClock, observer = { note: () => {} }, authorityOf = (did) => did } = options
  const source = await openSource(options.databaseFile)
  try {
    const keeper = await openKeeper(options.custody, { source, clock, observer, authorityOf })
    const custody = openCustody(keeper, { clock, observer })
    return {
      agent: agentOver(source, custody, options.ledger),
      custody,
      close: async () => {
        await custody.close()
        await source.destroy()
      },
    }
  } catch (error) {
    await source.destroy()
    throw error
  }
}

async function openSource(file: string): Promise<DataSource> {
  try {
    const source = await new DataSource({
      type: 'sqlite',
      driver: quietSqlite,
      database: file,
      entities: Entities,
      migrations: [...migrations, CreateCustodyKeys1765100000000, AllowListRoles1765200000000, AllowAnchorRole1765300000000, AllowIdTokenRole1765400000000],
      migrationsRun: true,
      synchronize: false,
      logging: false,
    }).initialize()
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'temp_store = MEMORY', 'busy_timeout = 5000']) await source.query(`PRAGMA ${pragma}`)
    return source
  } catch (error) {
    return nameUnusable(error, file)
  }
}

function agentOver(source: DataSource, custody: KeyCustody, ledger: NetworkLedger | undefined): Agent {
  const networks = ledger === undefined ? [] : [{ name: `0x${ledger.chainId.toString(16)}`, chainId: ledger.chainId, rpcUrl: ledger.rpcUrl, registry: ledger.registry }]
  const kms = new CustodyKms(custody)
  return createAgent({
    plugins: [
      new KeyManager({ store: new KeyStore(source), kms: { [custodyKms]: kms, [earlierKms]: kms } }),
      new DIDManager({
        store: new DIDStore(source),
        defaultProvider: ledger === undefined ? webProvider : ethrProvider,
        providers: ledger === undefined ? {} : { [ethrProvider]: new EthrDIDProvider({ defaultKms: custodyKms, networks }) },
      }),
      // Without a ledger nobody resolves through the agent.
      ...(ledger === undefined ? [] : [new DIDResolverPlugin(getResolver({ networks }))]),
      new CredentialPlugin([new CredentialProviderJWT()]),
    ],
  })
}
