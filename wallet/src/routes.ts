import { useEffect, useState } from 'preact/hooks'

export interface Route {
  readonly path: string
  /** What a link brought: kept in memory, and taken off the address bar at once, for it holds codes. */
  readonly link: string
  /** Whether another site, or another app, brought the citizen to this screen. */
  readonly cameFromOutside: boolean
  /** What this place remembers is still sealed: there is nothing to show before it is open. */
  readonly isSealed?: true
}

/** What a place in the history remembers. */
export interface Memory {
  readonly link: string
  readonly cameFromOutside: boolean
}

/** Browsers write their history to the disk: of what a place remembers it has but the place's random name, and what a wallet that stays has sealed. */
interface Named {
  readonly place: string
  readonly sealed?: unknown
}

/** Seals what places remember, as everything that the wallet keeps. */
export interface PlaceSeal {
  readonly seal: (place: string, memory: Memory) => Promise<unknown>
  /** Null for what can't be opened any more. */
  readonly open: (sealed: unknown) => Promise<Memory | null>
}

const nothing: Memory = { link: '', cameFromOutside: false }
const listeners = new Set<() => void>()
const places = new Map<string, Memory>()
/** Null in a session: whoever sits down next has the same history, and its places are nowhere but in this tab's memory. */
let sealing: PlaceSeal | null = null

/** Tells before the first screen how places are kept: sealed in the history, or, where this is null, in memory alone. */
export function keepPlaces(by: PlaceSeal | null): void {
  sealing = by
  places.clear()
}

function toHistory(memory: Memory): Memory | Named | (Memory & Named) {
  if (memory.link === '') return memory
  const place = crypto.randomUUID()
  places.set(place, memory)
  if (sealing === null) return { place }
  void sealing.seal(place, memory).then((sealed) => isHere(place) && history.replaceState({ place, sealed } satisfies Named, ''))
  // For the moment that sealing takes, so that a page that dies in it loses nothing.
  return { place, ...memory }
}

const stateHere = (): Partial<Memory & Named> => (history.state as Partial<Memory & Named> | null) ?? {}
const isHere = (place: string): boolean => stateHere().place === place

/** Null at a place of a session that is over, or of another tab. */
function remembered(): Memory | 'sealed' | null {
  const { link, cameFromOutside, place, sealed } = stateHere()
  const known = typeof place === 'string' ? places.get(place) : undefined
  if (known !== undefined) return known
  if (typeof place === 'string' && sealed !== undefined && sealing !== null) {
    void sealing.open(sealed).catch(() => null).then((memory) => {
      if (memory !== null) places.set(place, memory)
      else if (isHere(place)) history.replaceState(nothing, '', '/')
      tell()
    })
    return 'sealed'
  }
  if (typeof place === 'string' && typeof link !== 'string') return null
  const memory: Memory = { link: typeof link === 'string' ? link : '', cameFromOutside: cameFromOutside === true }
  if (memory.link !== '') history.replaceState(toHistory(memory), '')
  return memory
}

/** Where the wallet is now. */
export function routeHere(): Route {
  if (location.search !== '') history.replaceState(toHistory({ link: location.search, cameFromOutside: true }), '', location.pathname)
  const memory = remembered()
  if (memory === 'sealed') return { path: location.pathname, ...nothing, isSealed: true }
  // What was opened there is gone, and was perhaps another person's.
  if (memory === null) history.replaceState(nothing, '', '/')
  return { path: location.pathname, ...(memory ?? nothing) }
}

const tell = (): void => {
  for (const listener of listeners) listener()
}

function memoryOf(to: string): { readonly path: string; readonly memory: Memory } {
  const [path = '/', query] = to.split(/\?(.*)/s)
  return { path, memory: query === undefined ? nothing : { link: `?${query}`, cameFromOutside: false } }
}

/** Goes to a screen. A query is handed on in memory and never shown. */
export function go(to: string): void {
  const { path, memory } = memoryOf(to)
  history.pushState(toHistory(memory), '', path)
  scrollTo(0, 0)
  tell()
}

/** Goes to a screen that takes the place of this one: going back leads to what was before both. */
export function goInstead(to: string): void {
  const { path, memory } = memoryOf(to)
  history.replaceState(toHistory(memory), '', path)
  scrollTo(0, 0)
  tell()
}

export function useRoute(): Route {
  const [route, setRoute] = useState(routeHere)
  useEffect(() => {
    const changed = (): void => setRoute(routeHere())
    listeners.add(changed)
    addEventListener('popstate', changed)
    // It may have been opened before anybody listened.
    if (route.isSealed === true) changed()
    return () => {
      listeners.delete(changed)
      removeEventListener('popstate', changed)
    }
  }, [])
  return route
}
