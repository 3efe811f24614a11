import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { publishSigningKey, type SigningRole } from '@counterfoil/service-kit/authority/publish-signing-key'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/key-encryption-key'
import type { NetworkKey, NetworkLedger } from '@counterfoil/shared/network/network'
import { startTestLedger } from '../support/ledger.ts'

export const csvHeader = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since'

/** One authority on a real ledger, with keys in a real encrypted store: what the issuer finds on an operator's machine. */
export async function makeRealNetwork(folder: string, issuerUrl: string): Promise<{ readonly config: IssuerConfig; readonly devLedger: DevLedger }> {
  const devLedger = await startTestLedger(join(folder, 'ledger'))
  const keyEncryptionKeyFile = join(folder, 'kek')
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const keyEncryptionKey = readKeyEncryptionKey(keyEncryptionKeyFile)
  const ledger: NetworkLedger = { rpcUrl: devLedger.rpcUrl, chainId: devLedger.chainId, registry: devLedger.registry, consortium: '' }
  const controller = await openIdentityAgent({ databaseFile: join(folder, 'controllers.sqlite'), keyEncryptionKey, ledger })
  const owner = await openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), keyEncryptionKey, ledger })
  const ca = await createConsortiumCa('Test consortium')
  const did = await createIdentity(controller, 'aldermoor', ledger)
  const key = async (role: SigningRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishSigningKey({ controller, owner, did, role, ledger })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: 'Aldermoor', did, days: 30 })] }
  }
  const keys = { credential: await key('credential'), status: await key('status'), request: await key('request') }
  await controller.close()
  await owner.close()
  const name = { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }
  const authority = { id: 'aldermoor', letter: 'A', name, did, issuerUrl: `${issuerUrl}/aldermoor`, verifierUrl: 'http://localhost:5320/aldermoor', keys }
  return {
    devLedger,
    config: {
      issuerUrl,
      walletUrl: 'http://localhost:5330',
      network: { ledger, typesUrl: `${issuerUrl}/types`, trustAnchors: [ca.certificate], authorities: [authority] },
      dataDir: folder,
      keyEncryptionKeyFile,
      serviceSecret: randomBytes(32).toString('hex'),
      recordsDir: folder,
      oidc: { issuerUrl: 'http://localhost:5300', clientId: 'counterfoil-issuer', clientSecret: 'secret of the client' },
      port: 0,
      host: 'localhost',
    },
  }
}
