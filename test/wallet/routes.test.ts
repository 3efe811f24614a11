// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { go, goInstead, keepLinksInMemory, routeHere } from '@counterfoil/wallet/routes'

const link = '?credential_offer_uri=https%3A%2F%2Fcouncil.example%2Foffers%2Fsecret'

beforeEach(() => vi.stubGlobal('scrollTo', () => {}))
afterEach(() => {
  keepLinksInMemory(false)
  history.replaceState(null, '', '/')
  vi.unstubAllGlobals()
})

/** What a browser keeps of this place, and shows in its address bar. */
const kept = (): string => `${location.href} ${JSON.stringify(history.state)}`

describe('a link that was opened', () => {
  it('goes off the address bar at once, and is still known after a reload', () => {
    history.replaceState(null, '', `/offer${link}`)
    expect(routeHere()).toEqual({ path: '/offer', link, cameFromOutside: true })
    expect(location.search).toBe('')
    expect(routeHere().link).toBe(link)
  })

  it.each<readonly [string, () => void]>([
    ['came from outside', () => history.replaceState(null, '', `/offer${link}`)],
    ['a screen goes to', () => go(`/offer${link}`)],
    ['a screen makes way for', () => goInstead(`/offer${link}`)],
  ])('is in a session nowhere but in memory, if it %s', (_, open) => {
    keepLinksInMemory(true)
    open()
    expect(routeHere()).toMatchObject({ path: '/offer', link })
    expect(kept()).not.toContain('secret')
    expect(routeHere().link).toBe(link)
  })

  it.each([['a wallet that somebody keeps', false], ['another session', true]])('in a session leads %s home, with nothing of it', (_, isSession) => {
    keepLinksInMemory(true)
    go(`/offer${link}`)
    keepLinksInMemory(isSession)
    expect(routeHere()).toEqual({ path: '/', link: '', cameFromOutside: false })
    expect(location.pathname).toBe('/')
  })
})
