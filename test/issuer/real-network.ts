import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '@counterfoil/invariants/deployment'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { envelopesUnder, type CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Network, NetworkKey, NetworkLedger } from '@counterfoil/shared/network/network'
import { startTestLedger } from '../support/ledger.ts'
import { noLimits } from '../support/limits.ts'
import { fundIdentities } from '../support/outside-ledger.ts'

export const csvHeader = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since'

export type RealConfig = IssuerConfig & { readonly network: Network }

/** One authority on a real ledger, with keys in a real encrypted store: what the issuer finds on an operator's machine. */
export async function makeRealNetwork(folder: string, issuerUrl: string, given?: CustodySettings): Promise<{ readonly config: RealConfig; readonly devLedger: DevLedger }> {
  const devLedger = await startTestLedger(join(folder, 'ledger'))
  const keyEncryptionKeyFile = join(folder, 'kek')
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const custody = envelopesUnder(keyEncryptionKeyFile)
  const keyCustody = given ?? custody
  const ledger: NetworkLedger = { rpcUrl: devLedger.rpcUrl, chainId: devLedger.chainId, registry: devLedger.registry, consortium: '' }
  const controller = await openIdentityAgent({ databaseFile: join(folder, 'controllers.sqlite'), custody, ledger })
  const owner = await openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody: keyCustody, ledger })
  const asker = await openIdentityAgent({ databaseFile: join(folder, 'request-keys.sqlite'), custody, ledger })
  const ca = await createConsortiumCa('Test consortium')
  const did = await createIdentity(controller, 'aldermoor', ledger)
  await fundIdentities(ledger, did)
  const key = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishSigningKey({ write: writesOfController(controller, did, ledger), owner: role === 'request' ? asker : owner, authority: 'aldermoor', did, role, ledger })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: 'Aldermoor', did, days: 30, role })] }
  }
  const keys = { credential: await key('credential'), status: await key('status'), request: await key('request') }
  await controller.close()
  await owner.close()
  await asker.close()
  const name = { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }
  const authority = { id: 'aldermoor', letter: 'A', name, did, issuerUrl: `${issuerUrl}/aldermoor`, verifierUrl: 'http://localhost:5320/aldermoor', keys }
  return {
    devLedger,
    config: {
      issuerUrl,
      walletUrl: 'http://localhost:5330',
      network: { ledger, typesUrl: `${issuerUrl}/types`, trustAnchors: [ca.certificate], authorities: [authority] },
      dataDir: folder,
      keyCustody,
      serviceSecret: randomBytes(32).toString('hex'),
      recordsDir: folder,
      oidc: { issuerUrl: 'http://localhost:5300', clientId: 'counterfoil-issuer', clientSecret: 'secret of the client' },
      anchorEvery: seconds(600),
      attestationAnchors: [],
      mustBeEncrypted: false,
      httpLimits: noLimits,
      port: 0,
      host: 'localhost',
    },
  }
}

/** What there is to look at of an issuer on such a network: in its own process, and without a journal, unless it is said. */
export const realDeployment = (folder: string, { network }: IssuerConfig, changes: Partial<Deployment> = {}): Deployment => ({
  issuer: join(folder, 'issuer.sqlite'),
  verifier: null,
  keyStores: ['controllers.sqlite', 'keys.sqlite', 'request-keys.sqlite'].map((name) => join(folder, name)),
  network,
  logs: null,
  ledger: network.ledger?.rpcUrl ?? null,
  ledgerJournal: network.ledger === undefined ? null : join(folder, 'ledger', 'journal.jsonl'),
  now: Math.floor(Date.now() / 1000),
  grace: 0,
  fetch,
  markers: [],
  searched: [folder],
  acknowledged: null,
  ...changes,
})
