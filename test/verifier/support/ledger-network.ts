import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBytes32String } from 'ethers'
import { accredit, listAuthority, withdrawAccreditation } from '@counterfoil/service-kit/authority/accredit'
import { controlledConsortium } from '@counterfoil/service-kit/authority/consortium'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { openRegistryWriter, writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority, NetworkKey, NetworkLedger } from '@counterfoil/shared/network/network'
import { erc1056Trust } from '@counterfoil/shared/trust/erc1056-trust'
import { makeActor, startTestLedger, writeTo } from '../../support/ledger.ts'
import { fundIdentities } from '../../support/outside-ledger.ts'
import type { TestNetwork, TestNetworkPlace } from './network.ts'
import { nameOf, typesUrl, type TestCouncil } from './network-councils.ts'

const vct = `${typesUrl}/residency/1`

/** Sets a network up on a ledger of its own: identities, keys, certificates, listings and accreditations, all real. */
export async function startLedgerNetwork({ folder, urls, types = ['residency'] }: TestNetworkPlace, councils: readonly TestCouncil[]): Promise<TestNetwork> {
  const devLedger = await startTestLedger(join(folder, 'ledger'))
  const verifierDir = join(folder, 'verifier')
  const keyEncryptionKeyFile = join(folder, 'kek')
  mkdirSync(verifierDir)
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const custody = envelopesUnder(keyEncryptionKeyFile)
  const [keysFile, askerFile] = [join(folder, 'keys.sqlite'), join(verifierDir, 'keys.sqlite')]
  const bare = { rpcUrl: devLedger.rpcUrl, chainId: devLedger.chainId, registry: devLedger.registry, consortium: '' }
  const controller = await openIdentityAgent({ databaseFile: keysFile, custody, ledger: bare })
  const ledger: NetworkLedger = { ...bare, consortium: await createIdentity(controller, 'consortium', bare) }
  await fundIdentities(bare, ledger.consortium)
  const asker = await openIdentityAgent({ databaseFile: askerFile, custody, ledger })
  const ca = await createConsortiumCa('Counterfoil test')
  const consortium = controlledConsortium(controller, ledger)
  const authorities: NetworkAuthority[] = []
  for (const { id, letter, listed, issues, asks } of councils) {
    const did = await createIdentity(controller, id, ledger)
    await fundIdentities(ledger, did)
    const name = nameOf(id)
    const keyOf = async (role: JoseRole): Promise<NetworkKey> => {
      const { kid, publicJwk } = await publishSigningKey({ write: writesOfController(controller, did, ledger), owner: role === 'request' ? asker : controller, authority: id, did, role, ledger })
      return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: name.en, did, days: 30, ...(role === 'request' ? { role, verifierUrl: `${urls.verifier}/${id}` } : {}) })] }
    }
    const authority = { id, letter, name, did, issuerUrl: `${urls.issuer}/${id}`, verifierUrl: `${urls.verifier}/${id}` }
    if (listed) await listAuthority(consortium, { did, letter, name, issuer: authority.issuerUrl, verifier: authority.verifierUrl })
    for (const type of types) {
      for (const kind of [...(issues ? ['issue' as const] : []), ...(asks ? ['request' as const] : [])]) await accredit(consortium, { kind, scope: `${typesUrl}/${type}/1`, authorityDid: did, validity: seconds(86_400) })
    }
    authorities.push({ ...authority, keys: { credential: await keyOf('credential'), status: await keyOf('status'), request: await keyOf('request') } })
  }
  await asker.close()
  const keys = openKeyRing(controller)
  const authorityOf = (id: string): NetworkAuthority => authorities.find((one) => one.id === id) as NetworkAuthority // one of the councils
  const writeKey = async (id: string, method: 'setAttribute' | 'revokeAttribute', purpose: 'veriKey' | 'status', point: string, ...more: readonly number[]): Promise<void> => {
    const writer = await openRegistryWriter(controller, authorityOf(id).did, ledger)
    await writer.write(method, encodeBytes32String(`did/pub/JsonWebKey2020/${purpose}`), point, ...more)
    writer.close()
  }
  return {
    network: { ledger, typesUrl, trustAnchors: [ca.certificate], authorities },
    keys,
    verifierDir,
    keyEncryptionKeyFile,
    keyStores: [keysFile, askerFile],
    rpcUrl: devLedger.rpcUrl,
    trust: () => erc1056Trust({ ledger, reader: createLedgerReader(ledger), clock: systemClock, freshFor: seconds(1), keyStaleFor: seconds(1), accreditationStaleFor: seconds(1) }),
    accredit: async (id, lasting) => {
      await accredit(consortium, { kind: 'issue', scope: vct, authorityDid: authorityOf(id).did, validity: seconds(lasting) })
    },
    withdraw: async (id) => {
      await withdrawAccreditation(consortium, { kind: 'issue', scope: vct, authorityDid: authorityOf(id).did })
    },
    letSign: async (signer, id) => {
      await accredit(consortium, { kind: 'list', scope: authorityOf(id).did, authorityDid: authorityOf(signer).did, validity: seconds(86_400) })
    },
    stopSigning: async (signer, id) => {
      await withdrawAccreditation(consortium, { kind: 'list', scope: authorityOf(id).did, authorityDid: authorityOf(signer).did })
    },
    removeKey: async (id, role) => {
      const { publicJwk } = await keys.signer(authorityOf(id).keys[role].kid, role)
      await writeKey(id, 'revokeAttribute', role === 'status' ? 'status' : 'veriKey', `0x04${[publicJwk.x, publicJwk.y].map((part) => Buffer.from(part, 'base64url').toString('hex')).join('')}`)
    },
    giveUp: async (id) => {
      const { did } = authorityOf(id)
      const key = (await controller.custody.list()).find(({ role, authority }) => role === 'controller' && authority === id)
      const owner = makeActor(bare, await controller.custody.ethereumSigner(key?.id ?? '', 'controller'))
      await writeTo(owner, 'changeOwner', did.split(':').at(-1), `0x${'0'.repeat(40)}`)
    },
    publishBriefly: async (id, lasting) => {
      const point = `04${'11'.repeat(64)}`
      await writeKey(id, 'setAttribute', 'veriKey', `0x${point}`, lasting)
      const { document } = await publishedDocument(ledger, authorityOf(id).did)
      return document.verificationMethod.find(({ publicKeyHex }) => publicKeyHex === point)?.id ?? ''
    },
    close: async () => {
      await controller.close()
      await devLedger.close()
    },
  }
}
