import { isListNetwork, nodesOf, type WalletNetwork } from '@counterfoil/shared/network/network'
import type { CredentialOffer, OfferLink, SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { RequestLink } from '@counterfoil/shared/oid4vp/request-link'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { carefulFetch } from './adapters/careful-fetch.ts'
import { openKeptFacts } from './adapters/indexeddb-kept-facts.ts'
import { openVault } from './adapters/indexeddb-vault.ts'
import { browserLockParts, type LockParts } from './adapters/lock/open-raw.ts'
import { openVaultLock, type OpenedLock } from './adapters/lock/open-vault-lock.ts'
import { oneAtATime, telling, tellOfChange, whenVaultChanges } from './adapters/other-tabs.ts'
import { openStore, type Store } from './adapters/open-store.ts'
import { scanQr } from './adapters/qr-camera.ts'
import { presentSecond, secondsAhead } from './adapters/server-clock.ts'
import { ownDatabase } from './adapters/session/session-storage.ts'
import { trustOnDemand } from './adapters/trust-on-demand.ts'
import { verifyBytes } from './adapters/verify-es256.ts'
import { markingHelp } from './adapters/mark-help.ts'
import { householdVault, personalVault } from './adapters/personal-vault.ts'
import { webHolderKeys } from './adapters/web-holder-keys.ts'
import type { Activity } from './domain/activity.ts'
import { Fault } from './domain/fault.ts'
import { isToBeLookedUp, isWorthAsking, type HeldCredential } from './domain/held-credential.ts'
import type { Helper } from './domain/help.ts'
import { helperNow } from './helper-mode.ts'
import { firstPerson } from './domain/person.ts'
import { part } from './parts.ts'
import { personInSight, see } from './person-in-sight.ts'
import type { PendingOffer } from './domain/pending-offer.ts'
import type { Session } from './domain/session.ts'
import { renewalOf } from './domain/renewal.ts'
import type { WaitingIssuance } from './domain/waiting-issuance.ts'
import type { BackupFiles, HolderKeys, Http, World } from './ports.ts'
import type { answering } from './use-cases/answer-request.ts'
import { lookAtBackup, noteBackup } from './use-cases/look-at-backup.ts'
import { confirmCredential, keepUnconfirmed, refuseCredential } from './use-cases/confirm-credential.ts'
import { learnWhoMayAsk } from './use-cases/learn-who-may-ask.ts'
import { deleting } from './use-cases/delete-credential.ts'
import { findOffer } from './use-cases/find-offer.ts'
import { household } from './use-cases/household.ts'
import { noteErasureAsked } from './use-cases/note-erasure-asked.ts'
import { notifyIssuer } from './use-cases/notify-issuer.ts'
import type { ReceivedOffer } from './use-cases/receive-offer.ts'

/** Everything that the screens can do. */
export type Wallet = Awaited<ReturnType<typeof assemble>>

type Answers = ReturnType<typeof answering>

/** What is around a wallet; a test has its own. */
export interface Surroundings {
  readonly fetch: typeof fetch
  readonly origin: string
  readonly now: () => number
  /** Who helps the citizen now. */
  readonly helper?: () => Helper | null
  /** Whose wallet is on the screen. */
  readonly person?: () => string
}

const browser = (): Surroundings => ({
  fetch: (...request) => fetch(...request),
  origin: location.origin,
  now: presentSecond,
  helper: helperNow,
  person: personInSight,
})

/** Where everything is kept, and what locks it. */
export interface Keep extends OpenedLock {
  readonly store: Store
  /** What passphrases cost, here and in a backup. */
  readonly parts: LockParts
  readonly keys: HolderKeys
  /** Null where the wallet is the citizen's own, and stays. */
  readonly session: Session | null
}

export const ownParts = (): LockParts => browserLockParts(presentSecond)

/** Calls back when the browser deletes it under the wallet's hands. */
export async function openKeep(database = ownDatabase, parts: LockParts = ownParts(), wiped?: () => void): Promise<Keep> {
  const store = await openStore(database, wiped)
  return { store, parts, keys: webHolderKeys(store), session: null, ...(await openVaultLock(store, parts)) }
}

/** A part of the wallet that is loaded when it is first used: the home screen needs neither offers nor requests. */
function onDemand<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | undefined
  return part(() =>
    (loaded ??= load().catch((cause: unknown) => {
      loaded = undefined
      throw new Fault('not_reachable', { cause })
    })),
  )
}

/** With a relay behind it, which is loaded with the first call. */
function relayed(direct: Http, origin: string): Http {
  const loaded = onDemand(async () => (await import('./adapters/relayed-http.ts')).relayedHttp(direct, origin))
  return { getBytes: (...call) => direct.getBytes(...call), get: async (...call) => (await loaded()).get(...call), postForm: async (...call) => (await loaded()).postForm(...call), send: async (...call) => (await loaded()).send(...call) }
}

/** Everything that an open wallet can do; while it is locked, what needs the vault waits. */
export async function assemble(network: WalletNetwork, { store, parts, lock, askKey, keys, session }: Keep, { fetch, origin, now, helper = () => null, person = () => firstPerson }: Surroundings = browser()) {
  const direct = carefulFetch([...(isListNetwork(network) ? [network.trust.url] : nodesOf(network.ledger)), origin], fetch)
  const http = network.server?.relays === true ? relayed(direct, origin) : direct
  const kept = await openKeptFacts(store, askKey)
  const issuers = onDemand(() => import('./adapters/openid4vci/connect-issuer.ts'))
  const providers = onDemand(() => import('./adapters/wallet-provider.ts'))
  const asKept = telling(openVault(store, askKey))
  const everybodys = householdVault(markingHelp(asKept, helper), person)
  const world: World = {
    vault: personalVault(everybodys, person),
    keys,
    http,
    trust: trustOnDemand(onDemand(async () => (isListNetwork(network) ? (await import('./adapters/list-trust.ts')).listTrust(network.trust, { http: direct, now, kept }) : (await import('./adapters/ledger-trust.ts')).ledgerTrust(network.ledger, { fetch, now, kept })))),
    connectIssuer: async (identifier) => (await issuers()).connectIssuer({ http, now, origin, provider: network.server?.attests === true ? (await providers()).walletProvider({ http: direct, now, origin }) : null })(identifier),
    requesterAnchors: { network: network.trustAnchors ?? [], ...(network.requesters ?? { anchors: [], attesters: [] }) },
    verifySignature: verifyBytes,
    now,
    newId: () => crypto.randomUUID(),
    oneAtATime,
    origin,
  }
  // What is the person's own choice sees what is theirs; what keeps the wallet whole must see everybody's.
  const whole: World = { ...world, vault: everybodys }
  const offers = onDemand(async () => ({ ...(await import('./use-cases/receive-offer.ts')), ...(await import('./use-cases/accept-credential.ts')), ...(await import('./use-cases/redeem-offer.ts')), ...(await import('./use-cases/collect-offer.ts')) }))
  const signIns = onDemand(async () => ({ ...(await import('./use-cases/sign-in-to-collect.ts')), ...(await import('./use-cases/list-sign-in-types.ts')) }))
  const renewals = onDemand(async () => (await import('./use-cases/renew-quietly.ts')).renewQuietly(whole))
  const grants = onDemand(async () => (await import('./use-cases/end-shared-grants.ts')).endSharedGrants(whole))
  const waits = onDemand(() => import('./use-cases/collect-waiting.ts'))
  const backups = onDemand(async () => {
    const [{ readBackup, writeBackup }, { makeBackup, restoreBackup }] = [await import('./adapters/backup/backup-file.ts'), await import('./use-cases/back-up.ts')]
    const files: BackupFiles = { write: (backup, passphrase) => writeBackup(parts, backup, passphrase), read: (file, passphrase) => readBackup(parts, file, passphrase) }
    return { make: makeBackup(whole, files), restore: restoreBackup({ ...whole, vault: asKept }, files) }
  })
  const rounds = onDemand(async () => {
    const [{ goRound }, { collectingAgain }, { freezingEverywhere }] = [await import('./use-cases/go-round.ts'), await import('./use-cases/collect-again.ts'), await import('./use-cases/freeze-everywhere.ts')]
    return { collecting: goRound(whole, collectingAgain(whole)), freezing: goRound(whole, freezingEverywhere(whole)) }
  })
  const requests = onDemand(() => import('./use-cases/read-request.ts'))
  const codes = onDemand(async () => (await import('./use-cases/look-up-code.ts')).lookUpCode(world))
  const erasures = onDemand(() => import('./use-cases/ask-for-erasure.ts'))
  const answers = onDemand(async () => (await import('./use-cases/answer-request.ts')).answering(world, (await import('./adapters/jose-encryption.ts')).encryptWithJose))
  const statuses = onDemand(async () => (await import('./use-cases/refresh-status.ts')).refreshStatus(world, (await import('./adapters/inflate.ts')).browserInflate))
  const deletion = deleting(whole)
  const notify = notifyIssuer(world)
  const [confirm, learn] = [confirmCredential(whole, notify), learnWhoMayAsk(world)]
  return {
    lock,
    session,
    vault: world.vault,
    /** Of all who are in it, where that is what a screen is about. */
    everybodys,
    keys: world.keys,
    ...deletion,
    ...household(whole, deletion.finishDelete),
    personInSight: person,
    showPerson: (id: string): void => {
      see(id)
      tellOfChange()
    },
    whenVaultChanges,
    scanQr,
    receiveOffer: async (link: OfferLink) => (await offers()).receiveOffer(world)(link),
    redeemOffer: async (received: ReceivedOffer<CredentialOffer>, txCode: string | null) => (await offers()).redeemOffer(whole)(received, txCode),
    collectCredential: async (received: ReceivedOffer, redeemed: PendingOffer) => (await offers()).collectCredential(whole)(received, redeemed),
    keepUnconfirmed: keepUnconfirmed(whole),
    /** All of it, kept until the citizen has looked at it. */
    collectOffer: async (received: ReceivedOffer, redeemed: PendingOffer) => (await offers()).collectOffer(whole)(received, redeemed),
    beginSignIn: async (received: ReceivedOffer<SignInOffer>, language: string) => (await signIns()).beginSignIn(whole)(received, language),
    finishSignIn: async (link: string) => (await signIns()).finishSeveral(whole)(link),
    /** What the wallet does by itself; answers in how many seconds there is more of it, or null. */
    keepUp: async () => {
      const next = (await everybodys.waiting()).length === 0 ? null : await (await waits()).collectWaiting(whole)()
      if ((await everybodys.credentials()).some(({ grant }) => grant !== undefined)) await (await renewals())()
      if ((await everybodys.sharedGrants()).length > 0) await (await grants())()
      return next
    },
    giveUpWaiting: async (waiting: WaitingIssuance) => (await waits()).giveUpWaiting(whole)(waiting),
    councils: () => world.trust.authorities(),
    typesBySignIn: async (authority: ListedAuthority) => (await signIns()).listSignInTypes(world)(authority),
    confirmCredential: async (...given: Parameters<typeof confirm>) => {
      await confirm(...given)
      void learn()
    },
    refuseCredential: refuseCredential(whole, notify),
    learnWhoMayAsk: learn,
    lookUpCode: async (typed: string) => (await codes())(typed),
    findOffer: findOffer(world),
    /** Several councils, one after the other: to collect again, or to freeze. */
    round: async (name: 'collecting' | 'freezing') => (await rounds())[name],
    makeBackup: async (passphrase: string) => (await backups()).make(passphrase),
    noteBackup: noteBackup(world),
    lookAtBackup: lookAtBackup(whole),
    restoreBackup: async (file: Uint8Array<ArrayBuffer>, passphrase: string) => (await backups()).restore(file, passphrase),
    readRequest: async (link: RequestLink) => (await requests()).readRequest(world)(link),
    answerRequest: async (...given: Parameters<Answers['answerRequest']>) => (await answers()).answerRequest(...given),
    declineRequest: async (...given: Parameters<Answers['declineRequest']>) => (await answers()).declineRequest(...given),
    noteErasureAsked: noteErasureAsked(world),
    askForErasure: async (entry: Activity) => (await erasures()).askForErasure(world)(entry),
    refreshStatus: async (held: HeldCredential) => (await statuses())(held),
    isStatusWorthAsking: (held: HeldCredential) => isWorthAsking(held, world.now()),
    now,
    /** By how much this device's clock is ahead of what the wallet goes by. */
    secondsAhead,
    isToBeLookedUp: ({ standing }: HeldCredential) => isToBeLookedUp(standing, world.now()),
    renewalOf: (held: HeldCredential, all: readonly HeldCredential[]) => renewalOf(held, all, world.now()),
  }
}
