import { finishedPath, type Session } from '../../domain/session.ts'
import type { VaultLock } from '../../domain/vault-lock.ts'
import { language, speakInSession, type Language } from '../../words/words.ts'
import type { LockParts } from '../lock/open-raw.ts'
import { openStore, type Store } from '../open-store.ts'
import type { PresentKey } from '../record-seal.ts'
import { sealedHolderKeys } from './session-keys.ts'
import { dropEmptyOwnWallet, sessionDatabase, wipeLeftovers, wipeSession } from './session-storage.ts'

const lockName = 'counterfoil-session'
const channelName = 'counterfoil-wallet-session'
/** A tab of the session that hears nothing for so long hears nothing any more, in milliseconds. */
const patience = 5000

/** What the tabs of a session say to one another. The key is in their memories, and nowhere else. */
type SessionMessage =
  | { readonly is: 'asking' }
  | { readonly is: 'key'; readonly key: CryptoKey; readonly generation: string; readonly language: Language }
  | { readonly is: 'touched' }
  | { readonly is: 'over' }

/** Whether some tab of this browser has a session open: a tab that ends, in whatever way, lets go of its lock. */
export const isSessionOpen = async (): Promise<boolean> => ((await navigator.locks.query()).held ?? []).some(({ name }) => name === lockName)

/** Begins a session with a new key. One that is open still ends: two people never share one. */
export async function beginSession(parts: LockParts) {
  if (await isSessionOpen()) endAll()
  await wipeSession()
  await dropEmptyOwnWallet()
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'])
  const present = { key, generation: crypto.randomUUID() }
  await speakInSession(language())
  const store = await openStore(sessionDatabase)
  await store.put('lock', { generation: present.generation, protections: [] }, 'record')
  return keepOf(store, present, parts)
}

/**
 * Joins the session that is open in another tab; `over` when that answers no more. Null when there is none: what a browser
 * that was killed has left of one is gone then, before anything is shown.
 */
export async function joinSession(parts: LockParts) {
  if (!(await isSessionOpen())) {
    await wipeLeftovers()
    return null
  }
  const answer = await askForKey()
  if (answer === null) {
    endAll()
    await wipeSession()
    return 'over'
  }
  await speakInSession(answer.language)
  return keepOf(await openStore(sessionDatabase), answer, parts)
}

/** What is said on a line is heard by all others, and not by itself. */
interface Line {
  say(message: SessionMessage): void
  close(): void
}

function openLine(heard: (message: SessionMessage) => void = () => {}): Line {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', ({ data }: MessageEvent<SessionMessage>) => heard(data))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has one origin.
  return { say: (message) => channel.postMessage(message), close: () => channel.close() }
}

function endAll(): void {
  const line = openLine()
  line.say({ is: 'over' })
  line.close()
}

type KeyMessage = Extract<SessionMessage, { readonly is: 'key' }>

function askForKey(): Promise<KeyMessage | null> {
  const { promise, resolve } = Promise.withResolvers<KeyMessage | null>()
  const line = openLine((message) => message.is === 'key' && resolve(message))
  setTimeout(() => resolve(null), patience)
  line.say({ is: 'asking' })
  return promise.finally(() => line.close())
}

/** What a tab has of a session: everything that it keeps is sealed with the session's key, which no tab writes down. */
function keepOf(store: Store, present: PresentKey, parts: LockParts) {
  const ended = new AbortController()
  const touches = new Set<() => void>()
  const leave = (): void => {
    ended.abort()
    line.close()
    store.close()
    location.replace(finishedPath)
  }
  const line = openLine((message) => {
    if (message.is === 'asking') line.say({ is: 'key', ...present, language: language() })
    else if (message.is === 'touched') for (const touched of touches) touched()
    else if (message.is === 'over') leave()
  })
  void navigator.locks.request(lockName, { mode: 'shared' }, () => new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve())))
  const askKey = (): Promise<PresentKey> => Promise.resolve(present)
  const session: Session = {
    finish: async () => {
      line.say({ is: 'over' })
      store.close()
      await wipeSession()
      leave()
    },
    touched: () => line.say({ is: 'touched' }),
    whenTouched: (heard, stopped) => {
      touches.add(heard)
      stopped.addEventListener('abort', () => touches.delete(heard))
    },
  }
  return { store, parts, askKey, keys: sealedHolderKeys(store, askKey), lock: openWhileItLasts(session), session }
}

/** The session ends by itself: there is nothing to lock, and nothing that would open it again. */
const openWhileItLasts = (session: Session): VaultLock => ({
  isOpen: () => true,
  protections: () => [],
  canUsePasskeys: () => Promise.resolve(false),
  unlock: () => Promise.resolve({ is: 'opened' }),
  lock: () => {},
  change: () => Promise.resolve({ is: 'no_passkey' }),
  erase: () => session.finish(),
  whenChanged: () => {},
})
