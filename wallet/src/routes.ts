import { useEffect, useState } from 'preact/hooks'

export interface Route {
  readonly path: string
  /** What a link brought: kept in memory, and taken off the address bar at once, for it holds codes. */
  readonly link: string
  /** Whether another site, or another app, brought the citizen to this screen. */
  readonly cameFromOutside: boolean
}

/** What a place in the history remembers. */
interface Memory {
  readonly link: string
  readonly cameFromOutside: boolean
}

/** In a session the history has but the random name of a place: whoever sits down next has the same history. */
interface Named {
  readonly place: string
}

const nothing: Memory = { link: '', cameFromOutside: false }
const listeners = new Set<() => void>()
/** What a session's places remember, by their names; null in a wallet that its citizen keeps. */
let places: Map<string, Memory> | null = null

/** Tells before the first screen whether this is a session: its links are then nowhere but in this tab's memory. */
export function keepLinksInMemory(isSession: boolean): void {
  places = isSession ? new Map() : null
}

function toHistory(memory: Memory): Memory | Named {
  if (places === null || memory.link === '') return memory
  const place = crypto.randomUUID()
  places.set(place, memory)
  return { place }
}

/** Null at a place of a session that is over, or of another tab. */
function remembered(): Memory | null {
  const { link, cameFromOutside, place } = (history.state as Partial<Memory & Named> | null) ?? {}
  if (typeof place === 'string') return places?.get(place) ?? null
  return { link: typeof link === 'string' ? link : '', cameFromOutside: cameFromOutside === true }
}

/** Where the wallet is now. */
export function routeHere(): Route {
  if (location.search !== '') history.replaceState(toHistory({ link: location.search, cameFromOutside: true }), '', location.pathname)
  const memory = remembered()
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
    return () => {
      listeners.delete(changed)
      removeEventListener('popstate', changed)
    }
  }, [])
  return route
}
