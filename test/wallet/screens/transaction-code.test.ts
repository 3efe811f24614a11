// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCredentialOffer, isSignInOffer, type TxCodeDescription } from '@counterfoil/shared/oid4vci/credential-offer'
import { codeAsTyped, shapeInWords, slipIn, slipInWords } from '@counterfoil/wallet/screens/transaction-code'
import { say, startWords } from '@counterfoil/wallet/words/words'

beforeAll(startWords)

/** As an offer has it. */
function described(tx_code: object): TxCodeDescription {
  const offer = parseCredentialOffer({ credential_issuer: 'https://issuer.example', credential_configuration_ids: ['c'], grants: { 'urn:ietf:params:oauth:grant-type:pre-authorized_code': { 'pre-authorized_code': 'p', tx_code } } })
  return (offer === null || isSignInOffer(offer) ? null : offer.txCode) ?? expect.fail()
}

describe('a transaction code', () => {
  it.each([
    ['without a word about it', {}, 'Digits only.'],
    ['of digits', { input_mode: 'numeric', length: 4 }, '4 digits.'],
    ['of one digit', { length: 1 }, '1 digit.'],
    ['of letters', { input_mode: 'text', length: 8 }, '8 characters.'],
    ['of any letters', { input_mode: 'text' }, ''],
    ['of a length that is none', { input_mode: 'text', length: -1 }, ''],
  ])('%s is asked for as what it is, and no longer than it is', (_what, txCode, shape) => {
    expect(shapeInWords(described(txCode))).toBe(shape)
  })

  it.each([
    [{}, '12345678', '12345678', null],
    [{}, '12 34', '1234', null],
    [{}, 'AB12', 'AB12', 'Enter the digits of the code, and nothing else'],
    [{ length: 6 }, '12 345', '12345', 'Enter all 6 digits of the code, and nothing else'],
    [{ input_mode: 'text' }, ' violet horse ', 'violet horse', null],
    [{ input_mode: 'text', length: 6 }, 'ABC DEF', 'ABCDEF', null],
    [{ input_mode: 'text', length: 7 }, 'ABC DEF', 'ABC DEF', null],
    [{ input_mode: 'text', length: 6 }, 'ABC', 'ABC', 'Enter all 6 characters of the code, and nothing else'],
    [{ input_mode: 'text' }, '  ', '', 'Enter the code'],
  ])('described as %j and typed as %j is %j', (txCode, typed, code, told) => {
    const taken = described(txCode)
    expect(codeAsTyped(typed, taken)).toBe(code)
    const slip = slipIn(code, taken)
    expect(slip === null ? null : slipInWords(slip, taken)).toBe(told)
  })

  it('is described in the issuer’s own words, whatever they are, and marked as theirs', () => {
    const description = 'Ask {{who}} for $t(offer.code) <b>now</b>'
    expect(say('offer.codeDescribed', { who: 'Aldermoor', description: described({ description }).description ?? '' })).toBe(`Aldermoor says of it, in its own words: “${description}”`)
    expect(described({ description: 'x'.repeat(400) }).description).toHaveLength(300)
  })
})
