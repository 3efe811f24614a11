import { join } from 'node:path'
import { JsonRpcProvider } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { placesOf } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import type { Network } from '@counterfoil/shared/network/network'
import { listingType } from '@counterfoil/shared/trust/authority-directory'
import { groundOf, startTestLedger, temporaryFolder } from '../support/ledger.ts'
import { stockResolver } from '../support/stock-resolver.ts'

const folder = temporaryFolder()
let ledger: DevLedger
let network: Network
let provider: JsonRpcProvider

beforeAll(async () => {
  ledger = await startTestLedger(join(folder.path, 'ledger'))
  const bare = placesOf(folder.path, 7600)
  const places = { ...bare, urls: { ...bare.urls, ledger: ledger.rpcUrl } }
  network = await provisionNetwork(places, ensureSecrets(places.secretsDir), groundOf(ledger), () => {})
  provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { staticNetwork: true })
})
afterAll(async () => {
  provider.destroy()
  await ledger.close()
  folder.remove()
})

const byStock = (did: string) => stockResolver({ chainId: ledger.chainId, registry: ledger.registry, provider })(did)

describe('the stock ethr-did-resolver', () => {
  it('reads the consortium, with its list of authorities', async () => {
    const resolved = await byStock(network.ledger.consortium)
    const listed = (resolved?.didDocument?.service ?? []).filter(({ type }) => type === listingType)
    expect(listed.map(({ serviceEndpoint }) => (serviceEndpoint as { did: string }).did)).toEqual(network.authorities.map(({ did }) => did))
    expect(JSON.stringify(resolved?.didDocument)).toBe(JSON.stringify((await publishedDocument(network.ledger, network.ledger.consortium)).document))
  })

  it('reads every authority, with all its keys', async () => {
    for (const { did, keys } of network.authorities) {
      const resolved = await byStock(did)
      const published = resolved?.didDocument?.verificationMethod?.map(({ id }) => id)
      for (const { kid } of Object.values(keys)) expect(published).toContain(kid)
      expect(JSON.stringify(resolved?.didDocument)).toBe(JSON.stringify((await publishedDocument(network.ledger, did)).document))
    }
  })
})
