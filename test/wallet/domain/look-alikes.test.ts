import { describe, expect, it } from 'vitest'
import { holderNameIn } from '@counterfoil/wallet/domain/holder-name'
import { lookAlikes } from '@counterfoil/wallet/domain/look-alikes'

const named = (name: string, issuer = 'Aldermoor') => ({ name: { en: name, cy: name }, issuer: { name: { en: issuer, cy: issuer }, did: 'did:example:a', url: 'https://issuer.example' } })

describe('credentials', () => {
  it('look alike when they are of one name and from one issuer, and no others do', () => {
    const [one, other] = [named('Residency'), named('Residency')]
    expect(lookAlikes([one, named('Blue Badge'), named('Residency', 'Brackenfield'), other])).toEqual(new Set([one, other]))
    expect(lookAlikes([one]).size).toBe(0)
  })

  it.each([
    [{ given_name: 'Ada', family_name: 'Sampleby' }, 'Ada Sampleby'],
    [{ credentialSubject: { given_name: 'Ada', family_name: 'Sampleby' } }, 'Ada Sampleby'],
    [{ 'org.counterfoil.residency.1': { family_name: 'Sampleby' } }, 'Sampleby'],
    [{ card_number: 'L-4711' }, ''],
    [{ given_name: 7, family_name: null }, ''],
  ])('are told apart by whom they name: %j', (claims, name) => {
    expect(holderNameIn(claims)).toBe(name)
  })
})
