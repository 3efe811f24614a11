import { describe, expect, it } from 'vitest'
import { claimRows } from '@counterfoil/wallet/domain/claim-leaves'

const both = (word: string) => ({ en: word, cy: word })

describe('what a kept credential is shown to say', () => {
  it('goes by the issuer’s names, in its order; what has none by its own, at the end', () => {
    const claims = { iss: 'https://issuer.example', vct: 'card', cnf: {}, card_number: 'L-1', given_name: 'Ada', address: { post_town: 'Aldermoor' }, is_member: true }
    const labels = [{ path: ['address', 'post_town'], label: both('Town') }, { path: ['given_name'], label: both('First name') }]
    expect(claimRows(claims, labels).map(({ label, value }) => [label.en, value])).toEqual([['Town', 'Aldermoor'], ['First name', 'Ada'], ['card number', 'L-1'], ['is member', 'true']])
  })

  it('stands in one order, however the issuer shuffled it', () => {
    const shown = (claims: object) => claimRows(claims as never, []).map(({ value }) => value)
    expect(shown({ b: { d: '3', c: '2' }, a: '1' })).toEqual(['1', '2', '3'])
    expect(shown({ a: '1', b: { c: '2', d: '3' } })).toEqual(['1', '2', '3'])
  })

  it('is each element of a list, and of a W3C credential what its subject is said to be', () => {
    const claims = { credentialSubject: { name: 'Ada', languages: ['cy', 'en'] }, evidence: { document: 'Passport' } }
    expect(claimRows(claims, [{ path: ['credentialSubject', 'languages'], label: both('Language') }]).map(({ label, value }) => [label.en, value])).toEqual([['Language', 'cy'], ['Language', 'en'], ['name', 'Ada'], ['evidence document', 'Passport']])
  })
})
