import { deleteDB } from 'idb'
import type { Remains } from '../../domain/session.ts'
import { openStore } from '../open-store.ts'

/** Of a wallet that a citizen keeps in this browser. */
export const ownDatabase = 'counterfoil-wallet'
export const sessionDatabase = 'counterfoil-wallet-session'

/** Names of databases that are there; null where a browser doesn't tell. */
async function databaseNames(): Promise<readonly string[] | null> {
  const all = await indexedDB.databases?.()
  return all === undefined ? null : all.map(({ name = '' }) => name)
}

export const hasOwnWallet = async (): Promise<boolean> => ((await databaseNames()) ?? [ownDatabase]).includes(ownDatabase)

/** A wallet of their own that somebody opened, and kept nothing in, goes: what follows is a session, which leaves nothing. */
export async function dropEmptyOwnWallet(): Promise<void> {
  if (!(await hasOwnWallet())) return
  const store = await openStore(ownDatabase)
  const counts = await Promise.all((['keys', 'credentials', 'activities', 'signIns', 'waiting', 'recovery'] as const).map((place) => store.count(place)))
  const isLocked = ((await store.get('lock', 'record'))?.protections ?? []).some(({ kind }) => kind !== 'browser')
  store.close()
  if (!isLocked && counts.every((count) => count === 0)) await deleteDB(ownDatabase)
}

/** Everything of a session goes. Beside a wallet that somebody keeps here, what the browser remembers is theirs, and stays. */
export async function wipeSession(): Promise<void> {
  await deleteDB(sessionDatabase)
  sessionStorage.clear()
  if (!(await hasOwnWallet())) localStorage.clear()
}

/** The same for what a browser left that was killed. */
export async function wipeLeftovers(): Promise<void> {
  if (((await databaseNames()) ?? [sessionDatabase]).includes(sessionDatabase)) await wipeSession()
}

const programCache = /^workbox-precache/

/** Asks the browser itself. */
export async function remainsOfSession(): Promise<Remains> {
  const own = await hasOwnWallet()
  const others = (await globalThis.caches?.keys() ?? []).filter((name) => !programCache.test(name))
  return {
    databases: ((await databaseNames()) ?? []).filter((name) => name !== ownDatabase).length,
    localStorage: own ? 0 : localStorage.length,
    sessionStorage: sessionStorage.length,
    caches: others.length,
  }
}
