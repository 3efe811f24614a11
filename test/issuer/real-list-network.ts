import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { councilDocument } from '@counterfoil/service-kit/signed-list/council-document'
import { foundList } from '@counterfoil/service-kit/signed-list/found-list'
import { listKey, publishKeyInDocument } from '@counterfoil/service-kit/signed-list/list-keys'
import type { DidDocument } from '@counterfoil/shared/did/did-document'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkKey } from '@counterfoil/shared/network/network'
import { noLimits } from '../support/limits.ts'
import { makeListKey } from '../support/signed-list.ts'

/** One authority without a ledger, with keys in a real encrypted store and published in its DID document: what the issuer finds there. */
export async function makeRealListNetwork(folder: string, issuerUrl: string): Promise<{ readonly config: IssuerConfig; readonly documentOf: (did: string) => DidDocument | null }> {
  const keyEncryptionKeyFile = join(folder, 'kek')
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const custody = envelopesUnder(keyEncryptionKeyFile)
  const openIn = (name: string) => openIdentityAgent({ databaseFile: join(folder, name), custody, ledger: undefined })
  const [governors, owner, asker] = [await openIn('controllers.sqlite'), await openIn('keys.sqlite'), await openIn('request-keys.sqlite')]
  const did = 'did:web:list.example:aldermoor'
  const listDir = join(folder, 'list')
  const document = councilDocument(listDir, 'aldermoor', did)
  const ca = await createConsortiumCa('Test consortium')
  const key = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishKeyInDocument(role === 'request' ? asker : owner, { authority: 'aldermoor', document, role })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: 'Aldermoor', did, days: 30, role })] }
  }
  const keys = { credential: await key('credential'), status: await key('status'), request: await key('request') }
  const signer = await listKey(governors.custody, 'governor', 'aldermoor')
  const { list } = await foundList({ folder: listDir, url: 'https://list.example/trust', consortium: 'did:web:list.example:consortium', governors: [{ did, jwk: signer.publicJwk, signer }], threshold: 1, publisher: makeListKey().jwk })
  for (const agent of [governors, owner, asker]) await agent.close()
  const name = { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }
  const authority = { id: 'aldermoor', letter: 'A', name, did, issuerUrl: `${issuerUrl}/aldermoor`, verifierUrl: 'http://localhost:5320/aldermoor', keys }
  return {
    documentOf: (of) => (of === did ? document.read() : null),
    config: {
      issuerUrl,
      walletUrl: 'http://localhost:5330',
      network: { trust: { kind: 'signed-list', ...list }, typesUrl: `${issuerUrl}/types`, trustAnchors: [ca.certificate], authorities: [authority] },
      dataDir: folder,
      keyCustody: custody,
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
