import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { importP256, signEs256, verifyEs256, verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const raw = (bytes: Buffer): string => bytes.toString('base64url')

describe('ES256', () => {
  it('verifies what it signs, and what the platform signs, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const foreign = raw(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))
        expect(verifyEs256(publicKey, text, signEs256(privateKey, text))).toBe(true)
        expect(verifyEs256(importP256(jwk), text, foreign)).toBe(true)
        expect(verifyEs256ByJwk(jwk, text, foreign)).toBe(true)
        expect(verifyEs256(publicKey, `${text} `, foreign)).toBe(false)
        expect(verifyEs256ByJwk(jwk, `${text} `, foreign)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['PRF-08 r and s of zero', raw(Buffer.alloc(64))],
    ['PRF-08 r of the order', raw(Buffer.concat([Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex'), Buffer.alloc(32, 1)]))],
    ['PRF-08 63 bytes', raw(Buffer.alloc(63, 1))],
    ['PRF-08 65 bytes', raw(Buffer.alloc(65, 1))],
    ['PRF-08 DER', raw(sign('sha256', Buffer.from('text'), privateKey))],
    ['nothing', ''],
    ['padding', `${signEs256(privateKey, 'text')}==`],
  ])('refuses %s as a signature', (_case, signature) => {
    expect(verifyEs256(publicKey, 'text', signature)).toBe(false)
    expect(verifyEs256ByJwk(jwk, 'text', signature)).toBe(false)
  })

  it('refuses the same signature written in another way', () => {
    const signature = signEs256(privateKey, 'text')
    const last = signature.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = signature.slice(0, -1) + (alphabet[alphabet.indexOf(last) + 1] ?? '')
    expect(verifyEs256(publicKey, 'text', twin)).toBe(false)
    expect(verifyEs256ByJwk(jwk, 'text', twin)).toBe(false)
  })

  it.each([
    ['PRF-23 off the curve', { ...jwk, x: jwk.y }],
    ['PRF-23 zero', { ...jwk, x: raw(Buffer.alloc(32)), y: raw(Buffer.alloc(32)) }],
    ['PRF-23 a stripped zero', { ...jwk, x: raw(Buffer.alloc(31, 1)) }],
  ])('imports no point that is %s, and takes no signature of it', (_case, key) => {
    expect(() => importP256(key)).toThrow()
    expect(verifyEs256ByJwk(key, 'text', signEs256(privateKey, 'text'))).toBe(false)
  })
})
