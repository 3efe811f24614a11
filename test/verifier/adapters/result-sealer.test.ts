import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { resultSealer } from '@counterfoil/verifier/adapters/result-sealer'

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, key: { kty: 'EC', crv: 'P-256', x, y } satisfies P256PublicJwk }
}

describe('a form key', () => {
  it('is taken when it is a point of P-256, and a result sealed to it opens with its private half alone', () => {
    const { privateKey, key } = pair()
    expect(resultSealer.accepts(key)).toBe(true)
    // The second as another replica would: it knows the row alone.
    for (const to of [key, { ...key }]) {
      const sealed = resultSealer.seal(to, '{"fields":{}}')
      expect(decryptJwe(sealed, privateKey)).toBe('{"fields":{}}')
      expect(() => decryptJwe(sealed, pair().privateKey)).toThrow()
    }
  })

  it('is refused when it lies off the curve, or brings its private half', () => {
    const [{ key: one }, { key: other }] = [pair(), pair()]
    for (const key of [{ ...one, y: other.y }, { ...one, x: one.y, y: one.x }, { ...one, d: 'AA' }, { ...one, crv: 'P-384' as 'P-256' }]) expect(resultSealer.accepts(key)).toBe(false)
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
    const { key } = pair()
    expect(resultSealer.accepts({ ...key, x: coordinate })).toBe(false)
    expect(resultSealer.accepts({ ...key, y: coordinate })).toBe(false)
  })
})
