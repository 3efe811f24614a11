import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { statusIssuerOf } from '@counterfoil/shared/trust/status-issuer'
import type { AccreditationQuestion } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'

const councilAt = (letter: string, issuer: string): ListedAuthority => ({ did: `did:web:${letter}.example`, letter: letter.toUpperCase(), name: { en: letter, cy: letter }, issuer, verifier: 'https://v.example' })
const small = councilAt('s', 'https://issuer.example/small')
const county = councilAt('c', 'https://issuer.example/county')
const bank = councilAt('b', 'https://issuer.example/bank')
const listed = [small, county, bank]
const observedAt = epochSeconds(1_000)

/** Trust at its border: who may sign lists for whom, and what it was asked. */
function trustWhere(signs: readonly (readonly [signer: ListedAuthority, of: ListedAuthority])[], listing = listed) {
  const asked: AccreditationQuestion[] = []
  return {
    asked,
    listing: () => ({ value: listing, observedAt }),
    accreditation: (question: AccreditationQuestion) => {
      asked.push(question)
      return { value: signs.some(([signer, of]) => question.kind === 'list' && question.did === signer.did && question.scope === of.did), observedAt }
    },
  }
}

const at = (council: ListedAuthority): string => `${council.issuer}/status-lists/3`

describe('whose signature on a status list is believed', () => {
  it('is the authority\'s own for a list below its own address, without asking further', () => {
    const trust = trustWhere([])
    expect(statusIssuerOf(trust, small.did, at(small))).toMatchObject({ value: small })
    expect(trust.asked).toEqual([])
  })

  it('is that of the one below whose address it lies, if that one may sign for this authority', () => {
    expect(statusIssuerOf(trustWhere([[county, small]]), small.did, at(county))).toMatchObject({ value: county })
  })

  it.each<[string, Parameters<typeof trustWhere>, string, string]>([
    ['for a list at another authority that nobody accredited', [[]], small.did, at(county)],
    ['for one that may sign for a third authority alone', [[[county, bank]]], small.did, at(county)],
    ['for the small one at the county, when it is the small one that may sign', [[[small, county]]], small.did, at(county)],
    ['for a list elsewhere', [[[county, small]]], small.did, 'https://elsewhere.example/status-lists/3'],
    ['for an address that only begins as the signer\'s does', [[[county, small]]], small.did, `${county.issuer}-evil/status-lists/3`],
    ['for an address that climbs out of the signer\'s', [[[county, small]]], small.did, `${county.issuer}/%2e%2e/bank/status-lists/3`],
    ['for an authority that is not listed', [[[county, small]], [county, bank]], small.did, at(county)],
    ['for a signer that is not listed', [[[county, small]], [small, bank]], small.did, at(county)],
    ['where two are listed at that address', [[[county, small]], [...listed, councilAt('d', county.issuer)]], small.did, at(county)],
  ])('is nobody\'s %s', (_what, [signs, listing], did, uri) => {
    expect(statusIssuerOf(trustWhere(signs, listing), did, uri)).toMatchObject({ value: null })
  })

  it('can\'t be told while the ledger is away', async () => {
    const away = Promise.reject(new TrustUnavailable())
    await expect(statusIssuerOf({ ...trustWhere([]), accreditation: () => away }, small.did, at(county))).rejects.toThrow(TrustUnavailable)
  })
})
