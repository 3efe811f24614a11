import { generateKeyPairSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const to = publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const joseKey = await importJWK({ ...to }, 'ECDH-ES')
const byJose = (header: object, key = joseKey): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode('a message')).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...header }).encrypt(key)

describe('ECDH-ES', () => {
  it.each(['A128GCM', 'A256GCM'] as const)('speaks with jose in both directions by %s', async (enc) => {
    const { plaintext } = await compactDecrypt(encryptJwe({ to, kid: 'k', plaintext: 'a message', enc }), privateKey)
    expect(new TextDecoder().decode(plaintext)).toBe('a message')
    expect(decryptJwe(await byJose({ enc, apu: 'dXU', apv: 'dnY', kid: 'k' }), privateKey, 'k')).toBe('a message')
  })

  const altered = async (change: (parts: string[]) => void): Promise<string> => {
    const parts = (await byJose({})).split('.')
    change(parts)
    return parts.join('.')
  }
  const header = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  it.each([
    ['VPR-45 another kid', () => byJose({ kid: 'other' })],
    ['VPR-45 a key of its own', () => altered((parts) => (parts[1] = 'AAAA'))],
    ['VPR-45 compression', () => altered((parts) => (parts[0] = header({ alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF', epk: to })))],
    ['VPR-45 p2c', () => altered((parts) => (parts[0] = header({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 1e9 })))],
    ['VPR-45 another enc', () => altered((parts) => (parts[0] = header({ alg: 'ECDH-ES', enc: 'A128CBC-HS256', epk: to })))],
    ['a point off the curve', () => altered((parts) => (parts[0] = header({ alg: 'ECDH-ES', enc: 'A256GCM', epk: { ...to, x: to.y } })))],
    ['a short tag', () => altered((parts) => (parts[4] = 'AAAA'))],
    ['an altered text', () => altered((parts) => (parts[3] = 'AAAA'))],
    ['rubbish', () => Promise.resolve('rubbish')],
    ['nothing', () => Promise.resolve('')],
  ])('refuses %s', async (_case, make) => {
    const message = await make()
    expect(() => decryptJwe(message, privateKey, 'k')).toThrow(expect.objectContaining({ code: 'decryption_failed' }) as Error)
  })
})
