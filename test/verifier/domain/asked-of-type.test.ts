import { describe, expect, it } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { authorityKeyIdentifier, matchesTrustedAuthorities } from '@counterfoil/shared/dcql/trusted-authorities'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { askedOfCatalogue } from '@counterfoil/verifier/domain/asked-of-type'
import { lintQuery } from '@counterfoil/shared/form-profile/lint-query'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { authority, authorityKey, certificate, named, noAuthority, signsCertificates, signsData } from '../../support/certificates.ts'

const [first, second] = [0, 1].map((number) => certificate(`Anchor ${number}`, [authority(), signsCertificates, named(number)])) as [ReturnType<typeof certificate>, ReturnType<typeof certificate>]
const vct = 'https://types.example/residency/1'
const issuer = (name: string, ...anchors: string[]) => ({ issuer: `https://${name}.example`, keys: 'x5c', anchors })
const asked = (type: object, name = vct) => askedOfCatalogue(readCatalogue(), { network: { typesUrl: 'https://types.example' }, outsideTrust: parseTrustedIssuers({ [name]: { withoutStatus: true, ...type } }) })(vct)

describe('what is asked of a type that the operator lists', () => {
  it('is its name alone, unless more is said', () => {
    expect(asked({ issuers: [issuer('a', first.pem)] })).toEqual({})
    expect(asked({ issuers: [issuer('a', first.pem)], trustedAuthorities: 'aki' }, 'https://types.example/other')).toEqual({})
  })

  it.each([vct, 'ResidencyCredential', 'org.counterfoil.residency.1'])('names the authorities that certify for its issuers, as every certificate below them does, listed as %s', (name) => {
    const { trusted_authorities: authorities = [] } = asked({ issuers: [issuer('a', first.pem, second.pem)], trustedAuthorities: 'aki' }, name)
    expect(authorities).toEqual([{ type: 'aki', values: [0, 1].map((number) => authorityKeyIdentifier(certificate('Leaf', [authorityKey(number)]).x5c)) }])
    const leafBelow = (number: number) => certificate('Leaf', [noAuthority, signsData, authorityKey(number)], first).x5c
    expect([0, 1, 2].map((number) => matchesTrustedAuthorities(authorities, [leafBelow(number)]))).toEqual([true, true, false])
  })

  it('may do without a proof of whose it is, by the operator’s word and by nobody else’s', () => {
    const binding = asked({ issuers: [issuer('a', first.pem)], withoutHolderBinding: true })
    expect(binding).toEqual({ require_cryptographic_holder_binding: false })
    const query = parseDcqlQuery({ credentials: [{ id: 'residency', format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims: [{ path: ['given_name'] }], ...binding }] })
    expect(lintQuery(query)).toEqual(['residency takes a presentation that anybody could replay'])
    expect(lintQuery(query, (id) => id === 'residency')).toEqual([])
  })
})
