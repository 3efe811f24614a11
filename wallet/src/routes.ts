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

const nothing: Memory = { link: '', cameFromOutside: false }
const listeners = new Set<() => void>()

function remembered(): Memory {
  const { link, cameFromOutside } = ((history.state as Partial<Memory> | null) ?? nothing)
  return { link: typeof link === 'string' ? link : '', cameFromOutside: cameFromOutside === true }
}

function read(): Route {
  if (location.search !== '') history.replaceState({ link: location.search, cameFromOutside: true } satisfies Memory, '', location.pathname)
  return { path: location.pathname, ...remembered() }
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
  history.pushState(memory, '', path)
  scrollTo(0, 0)
  tell()
}

/** Goes to a screen that takes the place of this one: going back leads to what was before both. */
export function goInstead(to: string): void {
  const { path, memory } = memoryOf(to)
  history.replaceState(memory, '', path)
  scrollTo(0, 0)
  tell()
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const changed = (): void => setRoute(read())
    listeners.add(changed)
    addEventListener('popstate', changed)
    return () => {
      listeners.delete(changed)
      removeEventListener('popstate', changed)
    }
  }, [])
  return route
}
