import { createPublicKey, diffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { freshKeptKeyPair, freshKeyPair } from '@counterfoil/service-kit/crypto/fresh-key-pair'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'

describe.each([
  ['a fresh key pair', freshKeyPair],
  ['one that is kept', freshKeptKeyPair],
])('%s', (_name, fresh) => {
  it('is given to nobody else', () => {
    expect(new Set(Array.from({ length: 50 }, () => fresh().x)).size).toBe(50)
  })

  it('is of P-256, and its public half is told', () => {
    const { privateKey, x, y } = fresh()
    expect(importP256({ kty: 'EC', crv: 'P-256', x, y }).equals(createPublicKey(privateKey))).toBe(true)
  })

  it('agrees with another', () => {
    const [one, other] = [fresh(), fresh()]
    const agree = (mine: typeof one, theirs: typeof one): string => diffieHellman({ privateKey: mine.privateKey, publicKey: createPublicKey(theirs.privateKey) }).toString('hex')
    expect(agree(one, other)).toBe(agree(other, one))
  })
})

it('the private half of a key pair that is kept is told to its maker', () => {
  const { privateKey, d } = freshKeptKeyPair()
  expect(privateKey.export({ format: 'jwk' }).d).toBe(d)
})
