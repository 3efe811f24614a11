import type { Server } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWalletServer } from '@counterfoil/wallet/server/serve'
import { freePort } from '../support/free-port.ts'
import { startTestLedger, temporaryFolder } from '../support/ledger.ts'
import { listOutsideIssuer } from '../support/outside-network.ts'
import { startOutsideProvider, type OutsideProvider } from '../support/outside-provider.ts'
import { root } from '../support/source-files.ts'

/** The built wallet before a real ledger whose consortium lists one issuer, which isn't ours. */
export interface OutsideWorld {
  readonly wallet: string
  readonly issuer: OutsideProvider
  /** The issuer's address. */
  readonly identifier: string
  /** A link to an offer, as a citizen follows it. */
  offerLink(offer: object): string
  close(): Promise<void>
}

const vct = 'https://leisure.example/card'

export async function startOutsideWorld(): Promise<OutsideWorld> {
  const folder = temporaryFolder()
  const [issuerPort, walletPort] = [await freePort(), await freePort()]
  const [wallet, identifier] = [`http://localhost:${walletPort}`, `http://localhost:${issuerPort}`]
  const devLedger = await startTestLedger(join(folder.path, 'ledger'))
  const listing = { letter: 'L', name: { en: 'Leisure Trust', cy: 'Ymddiriedolaeth Hamdden' }, issuer: identifier, verifier: `${identifier}/verifier` }
  const { ledger, signer } = await listOutsideIssuer(folder.path, devLedger, listing, vct)
  const issuer = await startOutsideProvider({ ...signer, claims: { given_name: 'Ada', card_number: 'L-4711' } }, { clientId: wallet, redirectUri: `${wallet}/collected` })
  const networkFile = join(folder.path, 'network.json')
  writeFileSync(networkFile, JSON.stringify({ ledger, typesUrl: `${identifier}/types`, trustAnchors: [] }))
  const server: Server = createWalletServer({ networkFile, dist: join(root, 'wallet', 'dist'), port: walletPort, host: 'localhost', requesters: { anchors: [], attesters: [] } })
  await new Promise<void>((resolve) => server.listen(walletPort, 'localhost', resolve))
  return {
    wallet,
    issuer,
    identifier,
    offerLink: (offer) => `${wallet}/offer?${new URLSearchParams({ credential_offer: JSON.stringify(offer) }).toString()}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await issuer.close()
      await devLedger.close()
      folder.remove()
    },
  }
}
