import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { join } from 'node:path'
import { accredit, listAuthority } from '@counterfoil/service-kit/authority/accredit'
import { controlledConsortium } from '@counterfoil/service-kit/authority/consortium'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openKeyRing, type KeyRing } from '@counterfoil/service-kit/keys/key-ring'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Network, NetworkAuthority, NetworkKey, NetworkLedger } from '@counterfoil/shared/network/network'
import { startTestLedger } from '../../support/ledger.ts'
import { fundIdentities } from '../../support/outside-ledger.ts'

export const typesUrl = 'http://localhost:4710/types'
export const vct = `${typesUrl}/residency/1`

export interface TestNetwork {
  readonly network: Network
  /** The issuers' keys. */
  readonly keys: KeyRing
  /** Acts for the consortium and for each authority's DID. */
  readonly controller: IdentityAgent
  /** The verifier's data folder, with its key store. */
  readonly verifierDir: string
  readonly keyEncryptionKeyFile: string
  readonly rpcUrl: string
  close(): Promise<void>
}

/** Who is who: only aldermoor and calderwick are accredited to issue; dunmere isn't even listed. */
const councils = [
  { id: 'aldermoor', letter: 'A', listed: true, issues: true },
  { id: 'brackenfield', letter: 'B', listed: true, issues: false },
  { id: 'calderwick', letter: 'C', listed: true, issues: true },
  { id: 'dunmere', letter: 'D', listed: false, issues: false },
] as const

/** Sets a network up on a ledger of its own: identities, keys, certificates, listings and accreditations, all real. */
export async function startTestNetwork(folder: string, urls: { issuer: string; verifier: string }): Promise<TestNetwork> {
  const devLedger = await startTestLedger(join(folder, 'ledger'))
  const verifierDir = join(folder, 'verifier')
  const keyEncryptionKeyFile = join(folder, 'kek')
  mkdirSync(verifierDir)
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const custody = envelopesUnder(keyEncryptionKeyFile)
  const agentOf = (ledger: NetworkLedger) => openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody, ledger })
  const bare = { rpcUrl: devLedger.rpcUrl, chainId: devLedger.chainId, registry: devLedger.registry, consortium: '' }
  const controller = await agentOf(bare)
  const ledger = { ...bare, consortium: await createIdentity(controller, 'consortium', bare) }
  await fundIdentities(bare, ledger.consortium)
  const asker = await openIdentityAgent({ databaseFile: join(verifierDir, 'keys.sqlite'), custody, ledger })
  const ca = await createConsortiumCa('Counterfoil test')
  const consortium = controlledConsortium(controller, ledger)
  const authorities: NetworkAuthority[] = []
  for (const { id, letter, listed, issues } of councils) {
    const did = await createIdentity(controller, id, ledger)
    await fundIdentities(ledger, did)
    const name = { en: `${id} Council`, cy: `Cyngor ${id}` }
    const keyOf = async (role: JoseRole): Promise<NetworkKey> => {
      const { kid, publicJwk } = await publishSigningKey({ write: writesOfController(controller, did, ledger), owner: role === 'request' ? asker : controller, authority: id, did, role, ledger })
      return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: name.en, did, days: 30 })] }
    }
    const authority = { id, letter, name, did, issuerUrl: `${urls.issuer}/${id}`, verifierUrl: `${urls.verifier}/${id}` }
    if (listed) await listAuthority(consortium, { did, letter, name, issuer: authority.issuerUrl, verifier: authority.verifierUrl })
    if (issues) await accredit(consortium, { kind: 'issue', vct, authorityDid: did, validity: seconds(86_400) })
    authorities.push({ ...authority, keys: { credential: await keyOf('credential'), status: await keyOf('status'), request: await keyOf('request') } })
  }
  await asker.close()
  return {
    network: { ledger, typesUrl, trustAnchors: [ca.certificate], authorities },
    keys: openKeyRing(controller),
    controller,
    verifierDir,
    keyEncryptionKeyFile,
    rpcUrl: devLedger.rpcUrl,
    close: async () => {
      await controller.close()
      await devLedger.close()
    },
  }
}
