import { nodesOf } from '@counterfoil/shared/ledger/network-ledger'
import { isListNetwork, type WalletNetwork } from '@counterfoil/shared/network/network'
import type { CredentialOffer, OfferLink, SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { RequestLink } from '@counterfoil/shared/oid4vp/request-link'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { browserInflate } from './adapters/inflate.ts'
import { carefulFetch } from './adapters/careful-fetch.ts'
import { openKeptFacts } from './adapters/indexeddb-kept-facts.ts'
import { openVault } from './adapters/indexeddb-vault.ts'
import { browserLockParts, type LockParts } from './adapters/lock/open-raw.ts'
import { openVaultLock, type OpenedLock } from './adapters/lock/open-vault-lock.ts'
import { oneAtATime, telling, whenVaultChanges } from './adapters/other-tabs.ts'
import { encryptWithJose } from './adapters/jose-encryption.ts'
import { ledgerTrust } from './adapters/ledger-trust.ts'
import { listTrust } from './adapters/list-trust.ts'
import { openStore, type Store } from './adapters/open-store.ts'
import { scanQr } from './adapters/qr-camera.ts'
import { verifyBytes } from './adapters/verify-es256.ts'
import { webHolderKeys } from './adapters/web-holder-keys.ts'
import { Fault } from './domain/fault.ts'
import type { HeldCredential } from './domain/held-credential.ts'
import { renewalOf } from './domain/renewal.ts'
import type { World } from './ports.ts'
import type { answering } from './use-cases/answer-request.ts'
import { confirmCredential, keepUnconfirmed, refuseCredential } from './use-cases/confirm-credential.ts'
import { learnWhoMayAsk } from './use-cases/learn-who-may-ask.ts'
import { findOffer } from './use-cases/find-offer.ts'
import { lookUpCode } from './use-cases/look-up-code.ts'
import { noteErasureAsked } from './use-cases/note-erasure-asked.ts'
import { notifyIssuer } from './use-cases/notify-issuer.ts'
import type { RedeemedOffer } from './use-cases/accept-credential.ts'
import type { ReceivedOffer } from './use-cases/receive-offer.ts'
import { refreshStatus } from './use-cases/refresh-status.ts'

/** Everything that the screens can do. */
export type Wallet = Awaited<ReturnType<typeof assemble>>

type Answers = ReturnType<typeof answering>

/** What is around a wallet; a test has its own. */
export interface Surroundings {
  readonly fetch: typeof fetch
  readonly origin: string
  readonly now: () => number
}

const browser = (): Surroundings => ({
  fetch: (...request) => fetch(...request),
  origin: location.origin,
  now: presentSecond,
})

const presentSecond = (): number => Math.floor(Date.now() / 1000)

/** Where everything is kept, and what locks it. */
export interface Keep extends OpenedLock {
  readonly store: Store
}

export async function openKeep(database = 'counterfoil-wallet', parts: LockParts = browserLockParts(presentSecond)): Promise<Keep> {
  const store = await openStore(database)
  return { store, ...(await openVaultLock(store, parts)) }
}

/** A part of the wallet that is loaded when it is first used: the home screen needs neither offers nor requests. */
function onDemand<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | undefined
  return () =>
    (loaded ??= load().catch((cause: unknown) => {
      loaded = undefined
      throw new Fault('not_reachable', { cause })
    }))
}

/** Everything that an open wallet can do; while it is locked, what needs the vault waits. */
export async function assemble(network: WalletNetwork, { store, lock, askKey }: Keep, { fetch, origin, now }: Surroundings = browser()) {
  const http = carefulFetch([...(isListNetwork(network) ? [network.trust.url] : nodesOf(network.ledger)), origin], fetch)
  const kept = await openKeptFacts(store, askKey)
  const issuers = onDemand(() => import('./adapters/openid4vci/connect-issuer.ts'))
  const world: World = {
    vault: telling(openVault(store, askKey)),
    keys: webHolderKeys(store),
    http,
    trust: isListNetwork(network) ? listTrust(network.trust, { http, now, kept }) : ledgerTrust(network.ledger, { fetch, now, kept }),
    connectIssuer: async (identifier) => (await issuers()).connectIssuer({ http, now, origin })(identifier),
    requesterAnchors: { network: network.trustAnchors ?? [], ...(network.requesters ?? { anchors: [], attesters: [] }) },
    verifySignature: verifyBytes,
    now,
    newId: () => crypto.randomUUID(),
    oneAtATime,
    origin,
  }
  const offers = onDemand(async () => ({ ...(await import('./use-cases/receive-offer.ts')), ...(await import('./use-cases/accept-credential.ts')) }))
  const signIns = onDemand(async () => ({ ...(await import('./use-cases/sign-in-to-collect.ts')), ...(await import('./use-cases/list-sign-in-types.ts')) }))
  const requests = onDemand(() => import('./use-cases/read-request.ts'))
  const answers = onDemand(async () => (await import('./use-cases/answer-request.ts')).answering(world, encryptWithJose))
  const notify = notifyIssuer(world)
  const [confirm, learn] = [confirmCredential(world, notify), learnWhoMayAsk(world)]
  return {
    lock,
    vault: world.vault,
    keys: world.keys,
    whenVaultChanges,
    scanQr,
    receiveOffer: async (link: OfferLink) => (await offers()).receiveOffer(world)(link),
    redeemOffer: async (received: ReceivedOffer<CredentialOffer>, txCode: string | null) => (await offers()).redeemOffer(world)(received, txCode),
    collectCredential: async (received: ReceivedOffer, redeemed: RedeemedOffer) => (await offers()).collectCredential(world)(received, redeemed),
    keepUnconfirmed: keepUnconfirmed(world),
    beginSignIn: async (received: ReceivedOffer<SignInOffer>, language: string) => (await signIns()).beginSignIn(world)(received, language),
    finishSignIn: async (link: string) => (await signIns()).finishSignIn(world)(link),
    councils: () => world.trust.authorities(),
    typesBySignIn: async (authority: ListedAuthority) => (await signIns()).listSignInTypes(world)(authority),
    confirmCredential: async (...given: Parameters<typeof confirm>) => {
      await confirm(...given)
      void learn()
    },
    refuseCredential: refuseCredential(world, notify),
    learnWhoMayAsk: learn,
    lookUpCode: lookUpCode(world),
    findOffer: findOffer(world),
    readRequest: async (link: RequestLink) => (await requests()).readRequest(world)(link),
    answerRequest: async (...given: Parameters<Answers['answerRequest']>) => (await answers()).answerRequest(...given),
    declineRequest: async (...given: Parameters<Answers['declineRequest']>) => (await answers()).declineRequest(...given),
    noteErasureAsked: noteErasureAsked(world),
    refreshStatus: refreshStatus(world, browserInflate),
    renewalOf: (held: HeldCredential, all: readonly HeldCredential[]) => renewalOf(held, all, world.now()),
  }
}
