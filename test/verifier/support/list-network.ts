import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPublisher, publisherName } from '@counterfoil/registrar/publisher/assemble'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { signedListFetcher } from '@counterfoil/service-kit/outgoing/fetch-signed-list'
import { councilDocument } from '@counterfoil/service-kit/signed-list/council-document'
import { foundList, writeEntry } from '@counterfoil/service-kit/signed-list/found-list'
import { listKey, publishKeyInDocument } from '@counterfoil/service-kit/signed-list/list-keys'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { ListNetwork, NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { signedListTrust } from '@counterfoil/shared/signed-list/signed-list-trust'
import { freePort } from '../../support/free-port.ts'
import { noLimits } from '../../support/limits.ts'
import { makeListKey } from '../../support/signed-list.ts'
import type { TestNetwork, TestNetworkPlace } from './network.ts'
import { nameOf, typesUrl, type TestCouncil } from './network-councils.ts'

const vct = `${typesUrl}/residency/1`

/** Sets a network up on a signed list of its own: documents, keys, certificates and a list that three of the councils sign, published over HTTP. */
export async function startListNetwork({ folder, urls, clock, types = ['residency'] }: TestNetworkPlace, councils: readonly TestCouncil[]): Promise<TestNetwork> {
  const verifierDir = join(folder, 'verifier')
  const listDir = join(folder, 'list')
  const keyEncryptionKeyFile = join(folder, 'kek')
  for (const each of [verifierDir, listDir]) mkdirSync(each)
  writeFileSync(keyEncryptionKeyFile, randomBytes(32).toString('hex'))
  const custody = envelopesUnder(keyEncryptionKeyFile)
  const [keysFile, askerFile, publisherFile] = [join(folder, 'keys.sqlite'), join(verifierDir, 'keys.sqlite'), join(listDir, 'keys.sqlite')]
  const owner = await openIdentityAgent({ databaseFile: keysFile, custody, ledger: undefined })
  const asker = await openIdentityAgent({ databaseFile: askerFile, custody, ledger: undefined })
  const publishing = await openIdentityAgent({ databaseFile: publisherFile, custody, ledger: undefined })
  const port = await freePort()
  const didOf = (id: string): string => `did:web:localhost%3A${port}:${id}`
  const ca = await createConsortiumCa('Counterfoil test')
  const authorities: NetworkAuthority[] = []
  for (const { id, letter } of councils) {
    const did = didOf(id)
    const document = councilDocument(listDir, id, did)
    const keyOf = async (role: JoseRole): Promise<NetworkKey> => {
      const { kid, publicJwk } = await publishKeyInDocument(role === 'request' ? asker : owner, { authority: id, document, role })
      return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: nameOf(id).en, did, days: 30, ...(role === 'request' ? { role, verifierUrl: `${urls.verifier}/${id}` } : {}) })] }
    }
    authorities.push({ id, letter, name: nameOf(id), did, issuerUrl: `${urls.issuer}/${id}`, verifierUrl: `${urls.verifier}/${id}`, keys: { credential: await keyOf('credential'), status: await keyOf('status'), request: await keyOf('request') } })
  }
  const governors = await Promise.all(councils.map(async ({ id }) => ({ did: didOf(id), signer: await listKey(owner.custody, 'governor', id) })))
  const { list, entries } = await foundList({
    folder: listDir,
    url: `http://localhost:${port}/trust`,
    consortium: didOf('consortium'),
    governors: governors.map(({ did, signer }) => ({ did, jwk: signer.publicJwk, signer })),
    threshold: 3,
    publisher: (await listKey(publishing.custody, 'publisher', publisherName)).publicJwk,
  })
  await asker.close()
  await publishing.close()
  const authorityOf = (id: string): NetworkAuthority => authorities.find((one) => one.id === id) as NetworkAuthority // one of the councils
  const three = governors.slice(0, 3).map(({ signer }) => signer)
  const write = (changes: readonly ListChange[], signers = three): Promise<void> => writeEntry(entries, list.consortium, changes, signers)
  const alone = (id: string): typeof three => governors.filter(({ did }) => did === didOf(id)).map(({ signer }) => signer)
  await write(
    councils.flatMap(({ id, letter, listed, issues, asks }): ListChange[] => {
      const { did, issuerUrl, verifierUrl } = authorityOf(id)
      return [
        ...(listed ? [{ kind: 'list', authority: { did, letter, name: nameOf(id), issuer: issuerUrl, verifier: verifierUrl } } as const] : []),
        ...(['issue', 'request'] as const).filter((to) => (to === 'issue' ? issues : asks)).flatMap((to) => types.map((type) => ({ kind: 'accredit', to, type: `${typesUrl}/${type}/1`, did, until: systemClock.now() + 86_400 }) as const)),
      ]
    }),
  )
  const publisher = await createPublisher(
    { publisherUrl: `http://localhost:${port}`, dataDir: listDir, keyCustody: custody, httpLimits: noLimits, port, host: 'localhost' },
    { clock, logger: Object.assign(createLogger('list publisher'), { level: 'silent' }) },
  )
  await publisher.app.listen({ port, host: 'localhost' })
  const network: ListNetwork = { trust: { kind: 'signed-list', ...list }, typesUrl, trustAnchors: [ca.certificate], authorities }
  const fetchOutside = createFetchOutside({ privateHosts: ['localhost'] })
  return {
    network,
    keys: openKeyRing(owner),
    verifierDir,
    keyEncryptionKeyFile,
    keyStores: [keysFile, askerFile, publisherFile],
    rpcUrl: null,
    trust: () =>
      signedListTrust({ list, clock, freshFor: seconds(1), keyStaleFor: seconds(60), accreditationStaleFor: seconds(60), verify: verifyEs256ByJwk, fetchText: signedListFetcher(fetchOutside), fetchDocument: didDocumentFetcher(fetchOutside, ['localhost']) }),
    accredit: (id, lasting) => write([{ kind: 'accredit', to: 'issue', type: vct, did: didOf(id), until: systemClock.now() + lasting }]),
    withdraw: (id) => write([{ kind: 'withdraw', to: 'issue', type: vct, did: didOf(id) }]),
    letSign: (signer, id) => write([{ kind: 'accredit', to: 'list', type: didOf(id), did: didOf(signer), until: systemClock.now() + 86_400 }]),
    stopSigning: (signer, id) => write([{ kind: 'withdraw', to: 'list', type: didOf(id), did: didOf(signer) }]),
    removeKey: (id, role) => write([{ kind: 'remove-key', did: didOf(id), kid: authorityOf(id).keys[role].kid }], alone(id)),
    giveUp: (id) => write([{ kind: 'give-up', did: didOf(id) }], alone(id)),
    publishBriefly: async (id, lasting) => {
      const kid = councilDocument(listDir, id, didOf(id)).publish('credential', makeListKey().jwk)
      const file = join(listDir, id, 'did.json')
      const document = JSON.parse(readFileSync(file, 'utf8')) as { verificationMethod: { id: string }[] }
      const expires = new Date((clock.now() + lasting) * 1000).toISOString()
      writeFileSync(file, JSON.stringify({ ...document, verificationMethod: document.verificationMethod.map((method) => (method.id === kid ? { ...method, expires } : method)) }))
      return kid
    },
    close: async () => {
      await publisher.close()
      await owner.close()
    },
  }
}
