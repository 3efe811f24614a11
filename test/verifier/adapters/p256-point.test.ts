import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { isOnP256 } from '@counterfoil/verifier/adapters/p256-point'

const publicKey = (): P256PublicJwk => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y }
}

const opensslTakes = (key: P256PublicJwk): boolean => {
  try {
    importP256(key)
    return true
  } catch {
    return false
  }
}

describe('a point of P-256', () => {
  it('is told from others just as OpenSSL does', () => {
    for (let round = 0; round < 50; round += 1) {
      const [one, other] = [publicKey(), publicKey()]
      for (const key of [one, { ...one, y: other.y }, { ...one, x: one.y, y: one.x }]) expect(isOnP256(key)).toBe(opensslTakes(key))
    }
  })

  it.each([
    ['zeros', 'A'.repeat(43)],
    ['more than the field has', '_'.repeat(42) + '8'],
    ['31 bytes', 'A'.repeat(42)],
    ['padded', `${'A'.repeat(42)}=`],
    ['of another alphabet', `+${'A'.repeat(42)}`],
    ['with spare bits set', `${'A'.repeat(42)}B`],
    ['empty', ''],
  ])('has no coordinate that is %s', (_what, coordinate) => {
    const key = publicKey()
    expect(isOnP256({ ...key, x: coordinate })).toBe(false)
    expect(isOnP256({ ...key, y: coordinate })).toBe(false)
  })
})
