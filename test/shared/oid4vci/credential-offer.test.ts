import { describe, expect, it } from 'vitest'
import { credentialOfferObject, isSignInOffer, offerSchemeLink, offerWalletLink, parseCredentialOffer, parseOfferQuery, type CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'

const offer = {
  credentialIssuer: 'https://issuer.example/aldermoor',
  configurationIds: ['residency-sd-jwt', 'residency-jwt-vc'],
  preAuthorizedCode: 'code',
  txCode: { inputMode: 'numeric', length: 6, description: 'By post' },
} as const

const wire = credentialOfferObject(offer)
const withGrant = (change: object): unknown => ({ ...wire, grants: { [preAuthorizedCodeGrant]: { 'pre-authorized_code': 'code', ...change } } })

const parseWithCode = (value: unknown): CredentialOffer | null => {
  const parsed = parseCredentialOffer(value)
  return parsed === null || isSignInOffer(parsed) ? null : parsed
}

describe('a credential offer', () => {
  it('is the same after a journey over the wire, with or without a transaction code', () => {
    expect(parseCredentialOffer(JSON.parse(JSON.stringify(wire)))).toEqual(offer)
    const without = { ...offer, txCode: null }
    expect(parseCredentialOffer(credentialOfferObject(without))).toEqual(without)
  })

  it('takes no notice of members it does not know', () => {
    expect(parseCredentialOffer({ ...wire, extra: 1 })).toEqual(offer)
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['no issuer', { ...wire, credential_issuer: undefined }],
    ['no configurations', { ...wire, credential_configuration_ids: [] }],
    ['the same configuration twice', { ...wire, credential_configuration_ids: ['a', 'a'] }],
    ['a configuration that is no text', { ...wire, credential_configuration_ids: [1] }],
    ['grants that are no object', { ...wire, grants: 'authorization_code' }],
    ['another grant only', { ...wire, grants: { 'urn:example:grant': {} } }],
    ['a state for the sign-in that is no text', { ...wire, grants: { authorization_code: { issuer_state: 7 } } }],
    ['a sign-in that is no object', { ...wire, grants: { authorization_code: 'yes' } }],
    ['no code', withGrant({ 'pre-authorized_code': '' })],
    ['a transaction code that is no object', withGrant({ tx_code: 'yes' })],
  ])('is none with %s', (_row, value) => {
    expect(parseCredentialOffer(value)).toBeNull()
  })

  it('may be to those who sign in, with or without a state; a code comes before that', () => {
    const toSignIn = (grant: object) => parseCredentialOffer({ ...wire, grants: { authorization_code: grant } })
    expect(toSignIn({})).toMatchObject({ issuerState: null })
    expect(toSignIn({ issuer_state: 's' })).toMatchObject({ issuerState: 's' })
    const both = parseCredentialOffer({ ...wire, grants: { [preAuthorizedCodeGrant]: { 'pre-authorized_code': 'code' }, authorization_code: {} } })
    expect(both).toMatchObject({ preAuthorizedCode: 'code' })
  })

  it.each([undefined, {}])('that names no grant (%j) is to those who sign in, if its server has that', (grants) => {
    expect(parseCredentialOffer({ ...wire, grants })).toMatchObject({ issuerState: null, configurationIds: offer.configurationIds })
  })

  it('bounds what it says of the transaction code', () => {
    const parsed = parseWithCode(withGrant({ tx_code: { input_mode: 'video', length: 1e9, description: 'x'.repeat(10_000) } }))
    expect(parsed?.txCode).toMatchObject({ inputMode: 'numeric', length: null })
    expect(parsed?.txCode?.description).toHaveLength(300)
  })

  it('WAL-01: says nothing of the transaction code that reads otherwise than it is', () => {
    for (const description of ['by post\u202etsop yb', 'two\nlines', 'hidden\u200b', 7, null, {}]) {
      expect(parseWithCode(withGrant({ tx_code: { description } }))?.txCode?.description).toBeNull()
    }
  })

  it('has links for any wallet and for ours', () => {
    const uri = 'http://localhost:4710/aldermoor/offers/a_b-c'
    expect(offerSchemeLink(uri)).toBe('openid-credential-offer://?credential_offer_uri=http%3A%2F%2Flocalhost%3A4710%2Faldermoor%2Foffers%2Fa_b-c')
    const link = new URL(offerWalletLink('http://localhost:4730', uri))
    expect(link.pathname).toBe('/offer')
    expect(parseOfferQuery(link.searchParams)).toEqual({ by: 'reference', uri })
  })

  it('comes by value too', () => {
    expect(parseOfferQuery(new URLSearchParams({ credential_offer: JSON.stringify(wire) }))).toEqual({ by: 'value', offer })
  })

  it.each([
    ['neither form', ''],
    ['OFF-03 both forms', `credential_offer=${encodeURIComponent(JSON.stringify(wire))}&credential_offer_uri=https://x`],
    ['two references', 'credential_offer_uri=https://x&credential_offer_uri=https://y'],
    ['an offer that is not JSON', 'credential_offer={'],
    ['an offer with its code named twice', `credential_offer=${encodeURIComponent(JSON.stringify(wire).replace('"pre-authorized_code"', '"pre-authorized_code":"theirs","pre-authorized_code"'))}`],
  ])('is refused with %s', (_row, query) => {
    expect(parseOfferQuery(new URLSearchParams(query))).toBeNull()
  })
})
