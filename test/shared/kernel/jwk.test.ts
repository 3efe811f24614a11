import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isP256Point } from '@counterfoil/shared/kernel/jwk'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { publicJwk } from '../../support/presentations.ts'

const { x, y } = publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
const zero = toBase64Url(new Uint8Array(32))
const p = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex')

describe('a point of P-256', () => {
  it('is what the platform makes', () => {
    for (let each = 0; each < 20; each += 1) {
      const key = publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
      expect(isP256Point(key.x, key.y)).toBe(true)
    }
  })

  it('is the base point', () => {
    const point = ['6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296', '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'].map((hex) => Buffer.from(hex, 'hex').toString('base64url'))
    expect(isP256Point(point[0] ?? '', point[1] ?? '')).toBe(true)
  })

  it.each([
    ['PRF-23 off the curve', y, x],
    ['PRF-23 zero', zero, zero],
    ['PRF-23 with a coordinate of 31 bytes', toBase64Url(new Uint8Array(31).fill(1)), y],
    ['PRF-23 with a coordinate of 33 bytes', toBase64Url(new Uint8Array(33).fill(1)), y],
    ['PRF-23 with a coordinate of p', p.toString('base64url'), y],
    ['PRF-23 with a coordinate beyond p', toBase64Url(new Uint8Array(32).fill(255)), y],
    ['PRF-23 without a coordinate', '', y],
    ['PRF-23 with padding', `${x}=`, y],
  ])('is nothing %s', (_what, one, other) => {
    expect(isP256Point(one, other)).toBe(false)
  })

  it('is hardly anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(isP256Point(toBase64Url(bytes), toBase64Url(bytes.toReversed()))).toBe(false)
      }),
    )
  })
})
