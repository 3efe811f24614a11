import { assert, constantFrom, property, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answeredClaims } from '@counterfoil/shared/dcql/match-claims'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { isReturnAddress, privacyNoticeOf, statedPurpose } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery } from '@counterfoil/shared/form-profile/form-query'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parseStatedPurpose } from '@counterfoil/shared/oid4vp/stated-purpose'
import { formProfile } from '../../support/form-profiles.ts'

describe('a form profile', () => {
  it('lets citizens go back to its own page alone', () => {
    const origins = ['https://forms.example']
    expect(isReturnAddress(formProfile(), 'aldermoor', origins, 'https://forms.example/aldermoor/blue-badge-renewal')).toBe(true)
    for (const address of ['https://forms.example/dunmere/blue-badge-renewal', 'https://forms.example/{authority}/blue-badge-renewal', 'https://forms.example', ''])
      expect(isReturnAddress(formProfile(), 'aldermoor', origins, address)).toBe(false)
  })

  it('tells where its privacy notice is, unless that is on a website that is not there', () => {
    expect(privacyNoticeOf(formProfile(), 'dunmere', 'https://forms.example')?.cy).toBe('https://forms.example/dunmere/privacy?lang=cy')
    expect(privacyNoticeOf(formProfile(), 'dunmere', null)).toBeNull()
    const itsOwn = { en: 'https://www.{authority}.example/privacy', cy: 'https://www.{authority}.example/preifatrwydd' }
    expect(privacyNoticeOf({ ...formProfile(), privacyNotice: itsOwn }, 'dunmere', null)?.en).toBe('https://www.dunmere.example/privacy')
    expect(privacyNoticeOf({ ...formProfile(), privacyNotice: undefined }, 'dunmere', 'https://forms.example')).toBeNull()
  })

  it('is what the consent screen shows', () => {
    const purpose = statedPurpose(formProfile(), 'dunmere')
    expect(parseStatedPurpose(JSON.parse(JSON.stringify(purpose)))).toEqual(purpose)
    expect(purpose).toMatchObject({ contact: 'data-protection@dunmere.example', optional: ['birth_date'] })
  })
})

describe('the query of a form', () => {
  const query = formQuery(formProfile(), { vct: 'http://t/residency/1', type: { w3cTypes: [] } })
  const whole = { given_name: 'A', family_name: 'B', birth_date: '2000-01-01', address: { address_line_1: 'C', address_line_2: 'D', post_town: 'E', postcode: 'F', uprn: '1' } }

  it('is one that our own wallet understands', () => {
    expect(parseDcqlQuery(JSON.parse(JSON.stringify(query)))).toEqual(query)
  })

  it('prefers the most, then what the credential may lack, then what the person may withhold', () => {
    const missing = query.credentials[0].claim_sets?.map((set) => query.credentials[0].claims.map(({ id }) => id).filter((id) => !set.includes(id)))
    expect(missing).toEqual([[], ['address_line_2'], ['birth_date'], ['birth_date', 'address_line_2']])
  })

  it('is satisfied by whatever leaves only spare claims out', () => {
    assert(
      property(uniqueArray(constantFrom('given_name', 'birth_date', 'address_line_2', 'uprn')), (left) => {
        const claims = structuredClone(whole) as Record<string, unknown> & { address: Record<string, unknown> }
        for (const name of left) {
          delete claims[name]
          delete claims.address[name]
        }
        const satisfied = answeredClaims(claims as JsonObject, query.credentials[0]) !== null
        expect(satisfied).toBe(!left.includes('given_name') && !left.includes('uprn'))
      }),
    )
  })
})
