import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { isWebAddress, liesUnder, openid4vpLink, parsePresentationRequest, walletLink } from '@counterfoil/shared/oid4vp/presentation-request'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'

// Thousands of runs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
const runs = { numRuns: 1000 }
const manyRuns = { numRuns: 10_000 }
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: length, maxLength: length })
const did = fc.tuple(hex(2), hex(40)).map(([chain, address]) => `did:ethr:0x${chain.toLowerCase()}:0x${address}`)
const address = fc.webUrl({ withQueryParameters: true })

/** What a link was read as; null when it was refused. Anything else that is thrown fails the test. */
const read = (query: string | URLSearchParams) => {
  try {
    return parsePresentationRequest(query)
  } catch (error) {
    if (error instanceof RequestRefused) return null
    throw error
  }
}
const queryOf = (link: string): string => link.slice(link.indexOf('?'))

describe('a request link, whatever is in it', () => {
  it('gives the client and the address that it was made of, in every kind of link', () => {
    fc.assert(
      fc.property(did, address, fc.constantFrom('en' as const, 'cy' as const, undefined), fc.constantFrom('get' as const, 'post' as const), (identity, requestUri, locale, method) => {
        const clientId = clientIdOfDid(identity)
        for (const link of [walletLink('https://wallet.example', clientId, requestUri, { locale, method }), openid4vpLink(clientId, requestUri, { scheme: 'haip-vp', method })])
          expect(read(queryOf(link))).toEqual({ clientId: { prefix: 'decentralized_identifier', identifier: identity, full: clientId }, requestUri, method })
      }),
      runs,
    )
  })

  it('is read or refused: nothing makes the reader fail', () => {
    const parameter = fc.tuple(fc.constantFrom('client_id', 'request_uri', 'request_uri_method', 'request', 'state'), fc.oneof(fc.string({ unit: 'binary' }), address, did.map(clientIdOfDid)))
    fc.assert(fc.property(fc.array(parameter), (parameters) => void read(new URLSearchParams(parameters))), manyRuns)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (query) => void read(query)), manyRuns)
  })

  it('is refused when a parameter of its own stands in it twice, wherever', () => {
    fc.assert(
      fc.property(did, address, fc.constantFrom('client_id', 'request_uri', 'request_uri_method', 'request'), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (identity, requestUri, twice, order) => {
        const parameters: [string, string][] = [['client_id', clientIdOfDid(identity)], ['request_uri', requestUri], [twice, 'get'], [twice, 'get']] // prettier-ignore
        expect(read(new URLSearchParams(order.flatMap((place) => [parameters[place] ?? ['', '']])))).toBeNull()
      }),
      runs,
    )
  })

  it('says nothing new by parameters that count only inside the signed request', () => {
    const other = fc.dictionary(fc.string().filter((name) => !/^(client_id|request|request_uri|request_uri_method)$/.test(name)), fc.string())
    fc.assert(
      fc.property(did, address, other, (identity, requestUri, others) => {
        const own = { client_id: clientIdOfDid(identity), request_uri: requestUri }
        expect(read(new URLSearchParams({ ...others, ...own }))).toEqual(read(new URLSearchParams(own)))
      }),
      runs,
    )
  })
})

describe('an address under a base', () => {
  const base = fc.webUrl().filter((url) => isWebAddress(url))
  const segment = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~%2fe2E\\/:@?#'), maxLength: 12 })

  it('is of its origin, and its path begins with that of the base, once both are in their usual form', () => {
    fc.assert(
      fc.property(base, fc.array(segment, { maxLength: 5 }), (outside, segments) => {
        const inside = `${outside}/${segments.join('/')}`
        if (!liesUnder(outside, inside)) return
        const [inner, outer] = [new URL(inside), new URL(outside)]
        expect(inner.origin).toBe(outer.origin)
        expect(decodeURIComponent(inner.pathname.replaceAll('%', '%25')).startsWith(outer.pathname.replace(/\/?$/, '/'))).toBe(true)
        expect(inner.pathname).not.toMatch(/%2e|%2f|%5c|\/\.\.?(\/|$)/i)
      }),
      manyRuns,
    )
  })

  it('is what a plain path below it makes', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(base, fc.array(plain, { minLength: 1, maxLength: 5 }), (outside, segments) => {
        const { origin, pathname } = new URL(outside)
        expect(liesUnder(outside, `${origin}${pathname.replace(/\/$/, '')}/${segments.join('/')}`)).toBe(true)
      }),
      runs,
    )
  })
})
