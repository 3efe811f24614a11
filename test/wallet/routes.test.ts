// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { go, goInstead, keepPlaces, routeHere, type Memory, type PlaceSeal } from '@counterfoil/wallet/routes'

const link = '?credential_offer_uri=https%3A%2F%2Fcouncil.example%2Foffers%2Fsecret'

/** Nobody reads what it seals, and with another key it opens nothing. */
function stubSeal(key: string): PlaceSeal {
  const said = (text: string): string => Buffer.from(`${key} ${text}`).toString('base64')
  return {
    seal: async (_place, memory) => said(JSON.stringify(memory)),
    open: async (sealed) => {
      const [of, text = ''] = Buffer.from(String(sealed), 'base64').toString().split(/ (.*)/s)
      return of === key ? (JSON.parse(text) as Memory) : null
    },
  }
}

beforeEach(() => {
  vi.stubGlobal('scrollTo', () => {})
  keepPlaces(stubSeal('one'))
})
afterEach(() => {
  history.replaceState(null, '', '/')
  vi.unstubAllGlobals()
})

/** What a browser keeps of this place, and shows in its address bar. */
const kept = (): string => `${location.href} ${JSON.stringify(history.state)}`
const isSealed = (): Promise<void> => vi.waitFor(() => expect(kept()).not.toContain('secret'))

const ways = [
  ['came from outside', () => history.replaceState(null, '', `/offer${link}`)],
  ['a screen goes to', () => go(`/offer${link}`)],
  ['a screen makes way for', () => goInstead(`/offer${link}`)],
] as const satisfies readonly (readonly [string, () => void])[]

describe('a link that was opened', () => {
  it('goes off the address bar at once', () => {
    history.replaceState(null, '', `/offer${link}`)
    expect(routeHere()).toEqual({ path: '/offer', link, cameFromOutside: true })
    expect(location.search).toBe('')
    expect(routeHere().link).toBe(link)
  })

  it.each(ways)('rests sealed in the history, if it %s, and is known after a reload', async (_, open) => {
    open()
    expect(routeHere()).toMatchObject({ path: '/offer', link })
    await isSealed()
    expect(routeHere()).toMatchObject({ path: '/offer', link })
    // Loaded again, nothing is in memory.
    keepPlaces(stubSeal('one'))
    expect(routeHere()).toMatchObject({ path: '/offer', link: '', isSealed: true })
    await vi.waitFor(() => expect(routeHere()).toMatchObject({ path: '/offer', link }))
    expect(kept()).not.toContain('secret')
  })

  it('is still there when the page died before it was sealed, or an earlier version of the wallet sealed nothing', async () => {
    history.replaceState({ link, cameFromOutside: true }, '', '/offer')
    expect(routeHere()).toEqual({ path: '/offer', link, cameFromOutside: true })
    await isSealed()
    expect(routeHere()).toEqual({ path: '/offer', link, cameFromOutside: true })
  })

  it('of a wallet with another key leads home, with nothing of it', async () => {
    go(`/offer${link}`)
    await isSealed()
    keepPlaces(stubSeal('another'))
    await vi.waitFor(() => expect(routeHere()).toEqual({ path: '/', link: '', cameFromOutside: false }))
    expect(location.pathname).toBe('/')
  })

  it.each(ways)('is in a session nowhere but in memory, if it %s', (_, open) => {
    keepPlaces(null)
    open()
    expect(routeHere()).toMatchObject({ path: '/offer', link })
    expect(kept()).not.toContain('secret')
    expect(routeHere().link).toBe(link)
  })

  it.each([['a wallet that somebody keeps', stubSeal('one')], ['another session', null]])('in a session leads %s home, with nothing of it', (_, next) => {
    keepPlaces(null)
    go(`/offer${link}`)
    keepPlaces(next)
    expect(routeHere()).toEqual({ path: '/', link: '', cameFromOutside: false })
    expect(location.pathname).toBe('/')
  })
})
