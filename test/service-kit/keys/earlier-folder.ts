import { createAgent, type IDIDManager, type IKeyManager } from '@veramo/core'
import { DIDStore, Entities, KeyStore, PrivateKeyStore, migrations } from '@veramo/data-store'
import { DIDManager } from '@veramo/did-manager'
import { AbstractSecretBox, KeyManager } from '@veramo/key-manager'
import { KeyManagementSystem } from '@veramo/kms-local'
import { seal } from '@counterfoil/service-kit/sealing/seal'
import { hash } from 'node:crypto'
import { DataSource } from 'typeorm'

/** The box of earlier releases: one key for all, its name in front, no place bound. */
class EarlierBox extends AbstractSecretBox {
  readonly #kek: string

  constructor(kek: string) {
    super()
    this.#kek = kek
  }

  async encrypt(message: string): Promise<string> {
    return `aes1.${hash('sha256', this.#kek).slice(0, 12)}.${Buffer.from(seal(Buffer.from(this.#kek, 'hex'), Buffer.from(message), 'private key')).toString('base64url')}`
  }

  async decrypt(): Promise<string> {
    throw new Error('not needed here')
  }
}

export const earlierKeys = {
  controller: '11'.repeat(32),
  credential: '22'.repeat(32),
  status: '33'.repeat(32),
  draft: '44'.repeat(32),
} as const

/** What a data folder of an earlier release holds: keys made by Veramo's own key management system. */
export async function makeEarlierFolder(file: string, kek: string, did: string): Promise<void> {
  const source = await new DataSource({ type: 'sqlite', database: file, entities: Entities, migrations, migrationsRun: true }).initialize()
  const agent = createAgent<IKeyManager & IDIDManager>({
    plugins: [
      new KeyManager({ store: new KeyStore(source), kms: { local: new KeyManagementSystem(new PrivateKeyStore(source, new EarlierBox(kek))) } }),
      new DIDManager({ store: new DIDStore(source), defaultProvider: 'did:ethr', providers: {} }),
    ],
  })
  const controller = await agent.keyManagerImport({ kms: 'local', type: 'Secp256k1', privateKeyHex: earlierKeys.controller })
  await agent.didManagerImport({ did: `${did}99`, alias: 'brackenfield', provider: 'did:ethr', controllerKeyId: controller.kid, keys: [], services: [] })
  const key = (name: 'credential' | 'status', index: number) => ({ kid: `${did}#delegate-${index}`, kms: 'local', type: 'Secp256r1' as const, privateKeyHex: earlierKeys[name], meta: { role: name } })
  await agent.didManagerImport({ did, alias: did, provider: 'did:ethr', keys: [key('credential', 1), key('status', 2)], services: [] })
  await agent.keyManagerImport({ kid: `unpublished request ${did}`, kms: 'local', type: 'Secp256r1', privateKeyHex: earlierKeys.draft })
  await source.destroy()
}
