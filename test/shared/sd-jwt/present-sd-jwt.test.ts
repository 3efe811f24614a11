import { describe, expect, it } from 'vitest'
import type { ClaimsPath } from '@counterfoil/shared/dcql/claims-path'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { disclosure, familyName, givenName, present, sha256, type Changes } from '../../support/presentations.ts'

const [english, welsh, french] = [disclosure('English'), disclosure('Welsh'), disclosure('French')]
const town = disclosure('town', 'Aldermoor')
const uprn = disclosure('uprn', '1')
const address = disclosure('address', { _sd: [sha256(town), sha256(uprn)] })
const whole = disclosure('whole', ['a', 'b'])
const degrees = disclosure('degrees', [{ _sd: [sha256(disclosure('type', 'BSc'))] }])

const all: Changes = {
  binding: null,
  signed: [givenName, familyName, address, whole, degrees],
  shown: [givenName, familyName, address, town, uprn, whole, degrees, english, welsh],
  payload: { languages: [{ '...': sha256('decoy') }, { '...': sha256(english) }, { '...': sha256(welsh) }, 'Cornish'], open: { a: 1 } },
}
const select = (...paths: ClaimsPath[]): string[] =>
  selectDisclosures(present(all), paths, { sha256 })
    .split('~')
    .slice(1, -1)

describe('selecting disclosures', () => {
  it.each<[string, ClaimsPath[], string[]]>([
    ['a claim', [['given_name']], [givenName]],
    ['two claims, in the order of the credential', [['family_name'], ['given_name']], [givenName, familyName]],
    ['nothing', [], []],
    ['a claim that stands open', [['open', 'a']], []],
    ['a claim that is not there', [['birth_date']], []],
    ['a claim within another, with that', [['address', 'town']], [address, town]],
    ['a claim with all that lies within it', [['address']], [address, town, uprn]],
    ['one element of a list, and no other', [['languages', 2]], [welsh]],
    ['another element of it', [['languages', 1]], [english]],
    ['an element that stands open', [['languages', 3]], []],
    ['a decoy', [['languages', 0]], []],
    ['every element', [['languages', null]], [english, welsh]],
    ['one element of a list that is disclosed as a whole', [['whole', 1]], [whole]],
    ['a name of a list', [['languages', 'length']], []],
    ['an inherited name', [['constructor']], []],
  ])('of %s gives that and what it needs', (_what, paths, expected) => {
    expect(select(...paths)).toEqual(expected)
  })

  it('gives a presentation that stands by itself', () => {
    const selection = selectDisclosures(present(all), [['languages', 2], ['address', 'uprn']], { sha256 })
    expect(JSON.parse(JSON.stringify(parseSdJwt(selection, { sha256 }).claims))).toMatchObject({ languages: ['Welsh', 'Cornish'], address: { uprn: '1' } })
  })

  it('refuses what is a presentation already', () => {
    expect(() => selectDisclosures(present(), [['given_name']], { sha256 })).toThrow(expect.objectContaining({ code: 'malformed_credential' }))
  })

  it('refuses a credential with a disclosure that belongs to nothing', () => {
    expect(() => selectDisclosures(present({ ...all, shown: [french] }), [], { sha256 })).toThrow(expect.objectContaining({ code: 'malformed_credential' }))
  })
})
