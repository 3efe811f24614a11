import { createAgent, type ICredentialPlugin, type IDIDManager, type IKeyManager, type IResolver, type TAgent } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDStore, Entities, KeyStore, PrivateKeyStore, migrations } from '@veramo/data-store'
import { DIDManager } from '@veramo/did-manager'
import { EthrDIDProvider } from '@veramo/did-provider-ethr'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import { KeyManager } from '@veramo/key-manager'
import { KeyManagementSystem } from '@veramo/kms-local'
import { getResolver } from 'ethr-did-resolver'
import { DataSource } from 'typeorm'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { quietSqlite } from '../persistence/prepared-statements.ts'
import { AesSecretBox } from './aes-secret-box.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

export type Agent = TAgent<IKeyManager & IDIDManager & IResolver & ICredentialPlugin>

/** Identities and their keys: Veramo's agent on a database of its own. */
export interface IdentityAgent {
  readonly agent: Agent
  /** The private key of a key id as 64 hexadecimal digits. Throws when there is none, or it can't be decrypted. */
  privateKey(keyId: string): Promise<string>
  close(): Promise<void>
}

export interface IdentityAgentOptions {
  readonly databaseFile: string
  readonly keyEncryptionKey: KeyEncryptionKey
  readonly ledger: NetworkLedger
}

/** Name of the one key management system and the one DID provider of an agent. */
export const localKms = 'local'
export const ethrProvider = 'did:ethr'

/**
 * Opens an agent with what issuing needs and no plugin that stores credentials: Veramo's tables for those exist, and stay
 * empty. @see docs/decisions/0005-veramo-for-identities.md
 */
export async function openIdentityAgent(options: IdentityAgentOptions): Promise<IdentityAgent> {
  const source = await new DataSource({
    type: 'sqlite',
    driver: quietSqlite,
    database: options.databaseFile,
    entities: Entities,
    migrations,
    migrationsRun: true,
    synchronize: false,
    logging: false,
  }).initialize()
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'busy_timeout = 5000']) await source.query(`PRAGMA ${pragma}`)
  const privateKeys = new PrivateKeyStore(source, new AesSecretBox(options.keyEncryptionKey))
  const { rpcUrl, registry, chainId } = options.ledger
  const network = { name: `0x${chainId.toString(16)}`, chainId, rpcUrl, registry }
  const agent: Agent = createAgent({
    plugins: [
      new KeyManager({ store: new KeyStore(source), kms: { [localKms]: new KeyManagementSystem(privateKeys) } }),
      new DIDManager({
        store: new DIDStore(source),
        defaultProvider: ethrProvider,
        providers: { [ethrProvider]: new EthrDIDProvider({ defaultKms: localKms, networks: [network] }) },
      }),
      new DIDResolverPlugin({ ...getResolver({ networks: [network] }) }),
      new CredentialPlugin([new CredentialProviderJWT()]),
    ],
  })
  // A wrong key must stop the service at its start, not at the first signature.
  await privateKeys.listKeys()
  return {
    agent,
    privateKey: async (keyId) => (await privateKeys.getKey({ alias: keyId })).privateKeyHex,
    close: () => source.destroy(),
  }
}
