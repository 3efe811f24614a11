import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { credentialOfferObject, offerSchemeLink, offerWalletLink, isSignInOffer, parseCredentialOffer, parseOfferQuery, type CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

// Thousands of runs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
const runs = { numRuns: 1000 }
const manyRuns = { numRuns: 10_000 }
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })

const anOffer: fc.Arbitrary<CredentialOffer> = fc.record({
  credentialIssuer: fc.webUrl(),
  configurationIds: fc.uniqueArray(text, { minLength: 1, maxLength: 20 }),
  preAuthorizedCode: text,
  txCode: fc.option(
    fc.record({
      inputMode: fc.constantFrom('numeric' as const, 'text' as const),
      length: fc.option(fc.integer({ min: 1, max: 64 })),
      description: fc.option(fc.string({ maxLength: 300 })),
    }),
  ),
})

const byValue = (offer: JsonObject): URLSearchParams => new URLSearchParams({ credential_offer: JSON.stringify(offer) })
const queryOf = (link: string): URLSearchParams => new URLSearchParams(link.slice(link.indexOf('?')))

describe('an offer link, whatever is in it', () => {
  it('by value gives the offer that it was made of', () => {
    fc.assert(
      fc.property(anOffer, (offer) => {
        expect(parseOfferQuery(byValue(credentialOfferObject(offer)))).toEqual({ by: 'value', offer })
      }),
      runs,
    )
  })

  it('by reference gives the address that it was made of, in both kinds of link', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (uri) => {
        for (const link of [offerSchemeLink(uri), offerWalletLink('https://wallet.example', uri)]) expect(parseOfferQuery(queryOf(link))).toEqual({ by: 'reference', uri })
      }),
      runs,
    )
  })

  it('says the same with members and parameters that nobody knows', () => {
    const extra = fc.dictionary(text.filter((name) => !/^(credential_|grants$|__proto__$)/.test(name)), fc.jsonValue())
    fc.assert(
      fc.property(anOffer, extra, text, (offer, members, parameter) => {
        const query = byValue({ ...credentialOfferObject(offer), ...(members as JsonObject) })
        query.append(`x${parameter}`, parameter)
        expect(parseOfferQuery(query)).toEqual({ by: 'value', offer })
      }),
      runs,
    )
  })

  it('is none when the two forms, or one of them twice, stand in it, in whatever order (OFF-03)', () => {
    const one = fc.oneof(
      anOffer.map((offer): [string, string] => ['credential_offer', JSON.stringify(credentialOfferObject(offer))]),
      fc.webUrl().map((uri): [string, string] => ['credential_offer_uri', uri]),
    )
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 4 }), (parameters) => {
        expect(parseOfferQuery(new URLSearchParams(parameters))).toBeNull()
      }),
      runs,
    )
  })

  it('is read or is none: nothing makes the reader fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (query, value) => {
        parseOfferQuery(new URLSearchParams(query))
        parseOfferQuery(new URLSearchParams({ credential_offer: value }))
      }),
      manyRuns,
    )
  })

  it('with any JSON for an offer gives none, or one whose every part is of its kind', () => {
    const wire = fc.record(
      { credential_issuer: fc.oneof(fc.webUrl(), fc.jsonValue()), credential_configuration_ids: fc.oneof(fc.array(text), fc.jsonValue()), grants: fc.jsonValue() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(wire, fc.jsonValue()), (value) => {
        const offer = parseCredentialOffer(value)
        if (offer === null) return
        expect(isSignInOffer(offer) ? (offer.issuerState ?? '') : offer.preAuthorizedCode).toBeTypeOf('string')
        expect(offer.configurationIds.every((id) => typeof id === 'string')).toBe(true)
      }),
      runs,
    )
  })
})
