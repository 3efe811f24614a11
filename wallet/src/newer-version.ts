import { loadEveryPart } from './parts.ts'
import { giveUp, isUnderWay, whenUnderWayChanges, whileAllRest } from './under-way.ts'

// A browser goes on with the version that it has while any page of it is open. A newer one that lies ready is taken up where nobody
// loses anything by it: before a page has drawn anything, when the citizen says so, or when nobody looks and nothing is under way.

/** How long a version that was told to take over is waited for, in milliseconds; before a page has drawn anything, less. */
const [patience, patienceBefore] = [5000, 1500] as const
/** How often a page that stays open asks whether there is a newer one, in milliseconds. */
const askEvery = 3_600_000
/** How often it looks whether it may take one up by itself, in milliseconds. */
const lookEvery = 60_000

let registration: ServiceWorkerRegistration | undefined
let isToLoadAgain = false
let mayByItself = (): boolean => true
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}

/** The version that the page came with goes on serving it; without one, nobody needs to take over. */
const isServed = (): boolean => navigator.serviceWorker?.controller != null

/** Whether a newer version lies ready. */
export const isNewerReady = (): boolean => isServed() && registration?.waiting != null

/** Calls back when that changes, until what it answers is called. */
export function whenNewerIsReady(changed: () => void): () => void {
  listeners.add(changed)
  return () => void listeners.delete(changed)
}

/** Until it happens, at most. */
const within = (time: number, happens: (done: () => void) => void): Promise<boolean> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(false), time)
    happens(() => resolve(true))
  })

/** The same for what comes, or fails. */
const comesWithin = <Value>(time: number, coming: Promise<Value> | undefined): Promise<Value | undefined> =>
  Promise.race([coming?.catch(() => undefined) ?? Promise.resolve(undefined), new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), time))])

/** Has the version that lies ready take over, in all tabs; false where something is under way in one of them, or it doesn't. */
const takeOver = (mayBegin: () => boolean, time: number = patience): Promise<boolean> =>
  whileAllRest(async () => {
    const { waiting } = registration ?? {}
    if (waiting == null || !isServed() || !mayBegin()) return false
    return within(time, (done) => {
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A worker has one origin.
      waiting.postMessage({ type: 'SKIP_WAITING' })
    })
  })

/** Takes up what lay ready before this page drew anything: true when it is to be loaded again for it, which loses nothing. */
export async function isNewerTaken(): Promise<boolean> {
  if (!isServed()) return false
  registration = await comesWithin(1000, navigator.serviceWorker.getRegistration())
  return registration !== undefined && takeOver(() => true, patienceBefore)
}

/** Loads the page anew, by the newer version where nothing is under way in any tab; false, and nothing done, where something is. */
export async function updateNow(): Promise<boolean> {
  const isTaken = await takeOver(() => !isUnderWay())
  if (isTaken) location.reload()
  return isTaken
}

/** Loads a page that can't go on as it is again, by the newest version that can be had. */
export async function loadNewest(): Promise<void> {
  giveUp()
  registration = await comesWithin(1000, navigator.serviceWorker?.getRegistration())
  await comesWithin(patience, registration?.update())
  const { installing } = registration ?? {}
  if (installing != null) await within(patience, (done) => installing.addEventListener('statechange', () => installing.state !== 'installing' && done()))
  await takeOver(() => true)
  location.reload()
}

/** Loads the page again once another version has taken over, in whichever tab that was wanted: at once, or when nothing is under way any more. */
export function followTakeovers(): void {
  if (!('serviceWorker' in navigator)) return
  let wasServed = isServed()
  const look = (): void => {
    if (!isToLoadAgain || isUnderWay()) return
    isToLoadAgain = false
    location.reload()
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first version that serves a page is the one that it came with.
    isToLoadAgain ||= wasServed
    wasServed = true
    look()
  })
  whenUnderWayChanges(look)
}

/** Says when the page may be loaded again though nobody asked for it. */
export function updateByItselfWhen(may: () => boolean): void {
  mayByItself = may
}

/** A version that was told to take over does so when the one before has done its work, minutes later at worst: what is under way by then has all that it may need. */
function holdParts(): void {
  if (isNewerReady() && isUnderWay()) void loadEveryPart()
}

/** Learns of newer versions while the page is open, and takes one up by itself when nobody looks. */
export function learnOfNewer(found: ServiceWorkerRegistration): void {
  registration = found
  let askedAt = Date.now()
  const look = (): void => {
    tell()
    holdParts()
    if (document.visibilityState === 'visible') {
      if (Date.now() - askedAt < askEvery) return
      askedAt = Date.now()
      found.update().catch(() => {})
    } else if (isNewerReady() && mayByItself() && !isUnderWay()) void updateNow()
  }
  found.addEventListener('updatefound', () => found.installing?.addEventListener('statechange', look))
  document.addEventListener('visibilitychange', look)
  whenUnderWayChanges(holdParts)
  setInterval(look, lookEvery)
  look()
}
