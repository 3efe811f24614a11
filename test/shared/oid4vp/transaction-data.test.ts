import { describe, expect, it } from 'vitest'
import { authorisesTransactions } from '@counterfoil/shared/oid4vp/transaction-data'

const sha256 = (text: string): string => `hash of ${text}`
const [a, b] = ['hash of a', 'hash of b']

describe('a Key Binding JWT', () => {
  it.each([
    ['both', [a, b], true],
    ['both, in another order', [b, a], true],
    ['one of them', [a], false],
    ['one of them twice', [a, a], false],
    ['both and one more', [a, b, 'hash of c'], false],
    ['both, one of them twice', [a, b, b], false],
    ['nothing', [], false],
    ['something else', [a, { hash: b }], false],
    ['a text', `${a},${b}`, false],
    ['no hashes', undefined, false],
  ])('that names %s authorises two transactions: %s', (_what, hashes, does) => {
    expect(authorisesTransactions(hashes === undefined ? {} : { transaction_data_hashes: hashes }, ['a', 'b'], sha256)).toBe(does)
  })

  it('authorises nothing beside what was asked for, were that one thing asked for twice', () => {
    expect(authorisesTransactions({ transaction_data_hashes: [a, b] }, ['a', 'a'], sha256)).toBe(false)
    expect(authorisesTransactions({ transaction_data_hashes: [a, a] }, ['a', 'a'], sha256)).toBe(true)
  })

  it('may name SHA-256 and no other hash', () => {
    expect(authorisesTransactions({ transaction_data_hashes: [a], transaction_data_hashes_alg: 'sha-256' }, ['a'], sha256)).toBe(true)
    expect(authorisesTransactions({ transaction_data_hashes: [a], transaction_data_hashes_alg: 'sha-512' }, ['a'], sha256)).toBe(false)
  })

  it('is asked for nothing where nothing is to be authorised', () => {
    expect(authorisesTransactions(null, [], sha256)).toBe(true)
    expect(authorisesTransactions(null, ['a'], sha256)).toBe(false)
  })
})
