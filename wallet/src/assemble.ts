import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { browserInflate } from './adapters/inflate.ts'
import { carefulFetch } from './adapters/careful-fetch.ts'
import { openVault } from './adapters/indexeddb-vault.ts'
import { telling, whenVaultChanges } from './adapters/other-tabs.ts'
import { encryptWithJose } from './adapters/jose-encryption.ts'
import { ledgerTrust } from './adapters/ledger-trust.ts'
import { openStore } from './adapters/open-store.ts'
import { scanQr } from './adapters/qr-camera.ts'
import { webHolderKeys } from './adapters/web-holder-keys.ts'
import type { World } from './ports.ts'
import { collectCredential, notifyIssuer, redeemOffer } from './use-cases/accept-credential.ts'
import { answerRequest, declineRequest } from './use-cases/answer-request.ts'
import { confirmCredential, keepUnconfirmed, refuseCredential } from './use-cases/confirm-credential.ts'
import { lookUpCode, readRequest } from './use-cases/read-request.ts'
import { receiveOffer } from './use-cases/receive-offer.ts'
import { refreshStatus } from './use-cases/refresh-status.ts'

/** Everything that the screens can do. */
export type Wallet = Awaited<ReturnType<typeof assemble>>

/** What is around a wallet; a test has its own. */
export interface Surroundings {
  readonly fetch: typeof fetch
  readonly origin: string
  readonly database: string
  readonly now: () => number
}

const browser = (): Surroundings => ({
  fetch: (...request) => fetch(...request),
  origin: location.origin,
  database: 'counterfoil-wallet',
  now: () => Math.floor(Date.now() / 1000),
})

export async function assemble(ledger: NetworkLedger, { fetch, origin, database, now }: Surroundings = browser()) {
  const store = await openStore(database)
  const http = carefulFetch([ledger.rpcUrl, origin], fetch)
  const world: World = {
    vault: telling(await openVault(store)),
    keys: webHolderKeys(store),
    http,
    trust: ledgerTrust(ledger, { fetch, now }),
    connectIssuer: async (identifier) => (await import('./adapters/openid4vci/connect-issuer.ts')).connectIssuer({ http, now })(identifier),
    now,
    newId: () => crypto.randomUUID(),
  }
  return {
    vault: world.vault,
    keys: world.keys,
    whenVaultChanges,
    scanQr,
    receiveOffer: receiveOffer(world),
    redeemOffer,
    collectCredential: collectCredential(world),
    keepUnconfirmed: keepUnconfirmed(world),
    confirmCredential: confirmCredential(world, notifyIssuer(world)),
    refuseCredential: refuseCredential(world, notifyIssuer(world)),
    lookUpCode: lookUpCode(world),
    readRequest: readRequest(world),
    answerRequest: answerRequest(world, encryptWithJose),
    declineRequest: declineRequest(world),
    refreshStatus: refreshStatus(world, browserInflate),
  }
}
