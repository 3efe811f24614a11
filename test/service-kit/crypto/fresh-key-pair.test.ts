import { expect, it } from 'vitest'
import { freshKeyPair } from '@counterfoil/service-kit/crypto/fresh-key-pair'

it('a fresh key pair is of P-256, and is given to nobody else', () => {
  const keys = Array.from({ length: 50 }, () => freshKeyPair().publicKey.export({ format: 'jwk' }))
  expect(new Set(keys.map(({ x }) => x)).size).toBe(50)
  expect(new Set(keys.map(({ crv }) => crv))).toEqual(new Set(['P-256']))
})
