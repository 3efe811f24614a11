import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reloadWhenRenewed } from '@counterfoil/wallet/renewed-parts'

let kept: Map<string, string>
let reloads = 0
let page: EventTarget
/** What stands in the page's fields. */
let typed: { value: string }[] = []
let path = '/'

/** The page as it is after it was loaded, again or for the first time: the tab remembers, and nothing else does. */
function load(): void {
  page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  reloadWhenRenewed()
}

/** Whether whoever asked for the part is told that it is away. */
const partIsAway = (): boolean => page.dispatchEvent(new Event('vite:preloadError', { cancelable: true }))

beforeEach(() => {
  kept = new Map()
  reloads = 0
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('sessionStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, text: string) => void kept.set(name, text) })
  ;[path, typed] = ['/', []]
  vi.stubGlobal('location', {
    get pathname() {
      return path
    },
    reload: () => void (reloads += 1),
  })
  vi.stubGlobal('document', { querySelectorAll: (which: string) => (which.startsWith('input') ? typed : []) })
  load()
})
afterEach(() => vi.unstubAllGlobals())

it('a wallet that was renewed while its tab was open is loaded again', () => {
  expect([partIsAway(), reloads]).toEqual([false, 1])
})

it.each<[string, () => void]>([
  ['a screen that holds what a link brought', () => void (path = '/offer')],
  ['what was typed', () => void (typed = [{ value: 'no 4' }])],
])('nothing is loaded again over %s: that it is away is told of', (_, begin) => {
  begin()
  expect([partIsAway(), reloads]).toEqual([true, 0])
})

it('a part that stays away is told of, and never loaded for again and again', () => {
  partIsAway()
  for (const _ of [1, 2, 3]) {
    load()
    expect([partIsAway(), reloads]).toEqual([true, 1])
  }
})

it('a part that is away while nothing can be reached is told of, and the tab may still be loaded again later', () => {
  vi.stubGlobal('navigator', { onLine: false })
  expect([partIsAway(), reloads]).toEqual([true, 0])
  vi.stubGlobal('navigator', { onLine: true })
  expect([partIsAway(), reloads]).toEqual([false, 1])
})

it('where a browser lets a tab remember nothing, it isn’t loaded again', () => {
  const refuses = (): never => {
    throw new DOMException('not here', 'SecurityError')
  }
  vi.stubGlobal('sessionStorage', { getItem: refuses, setItem: refuses })
  expect([partIsAway(), reloads]).toEqual([true, 0])
})
