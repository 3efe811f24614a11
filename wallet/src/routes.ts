import { useEffect, useState } from 'preact/hooks'

export interface Route {
  readonly path: string
  /** What a link brought: kept in memory, and taken off the address bar at once, for it holds codes. */
  readonly link: string
}

const listeners = new Set<() => void>()
let link = ''

function read(): Route {
  if (location.search !== '') {
    link = location.search
    history.replaceState({ link }, '', location.pathname)
  } else {
    const { state } = history as { state: { link?: unknown } | null }
    link = typeof state?.link === 'string' ? state.link : ''
  }
  return { path: location.pathname, link }
}

const tell = (): void => {
  for (const listener of listeners) listener()
}

/** Goes to a screen. A query is handed on in memory and never shown. */
export function go(to: string): void {
  const [path = '/', query] = to.split(/\?(.*)/s)
  history.pushState(query === undefined ? null : { link: `?${query}` }, '', path)
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
