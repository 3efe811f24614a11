import { createCipheriv, createHash, diffieHellman, generateKeyPairSync } from 'node:crypto'
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

  const header = (text: string | object): string => Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)).toString('base64url')
  const altered = async (change: (parts: string[]) => void): Promise<string> => {
    const parts = (await byJose({ kid: 'k' })).split('.')
    change(parts)
    return parts.join('.')
  }
  /** Another header, encrypted as it stands: what it says is wrong, and nothing else. */
  const reheaded = (members: object, text: (json: string) => string = (json) => json): string => {
    const { privateKey: own, publicKey: epk } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = epk.export({ format: 'jwk' })
    const head = header(text(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k', epk: { kty: 'EC', crv: 'P-256', x, y }, ...members })))
    const number = (value: number): Buffer => Buffer.from([0, 0, 0, value])
    const secret = diffieHellman({ privateKey: own, publicKey })
    const key = createHash('sha256').update(Buffer.concat([number(1), secret, number(7), Buffer.from('A256GCM'), number(0), number(0), Buffer.from([0, 0, 1, 0])])).digest()
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12))
    cipher.setAAD(Buffer.from(head))
    const sealed = Buffer.concat([cipher.update('a message'), cipher.final()])
    return [head, '', Buffer.alloc(12).toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
  }

  it('opens what was deflated where it is said how much it may become, and nothing that becomes more', async () => {
    const deflated = encryptJwe({ to, kid: 'k', plaintext: 'a message'.repeat(1000), enc: 'A128GCM', zip: 'DEF' })
    expect(decryptJwe(deflated, privateKey, 'k', 9000)).toBe('a message'.repeat(1000))
    expect(deflated.length).toBeLessThan(500)
    for (const largest of [0, 8999]) expect(() => decryptJwe(deflated, privateKey, 'k', largest)).toThrow(expect.objectContaining({ code: 'decryption_failed' }))
    expect(new TextDecoder().decode((await compactDecrypt(deflated, privateKey)).plaintext)).toBe('a message'.repeat(1000))
  })

  it('opens what is only headed otherwise', () => {
    expect(decryptJwe(reheaded({}), privateKey, 'k')).toBe('a message')
    expect(decryptJwe(reheaded({ cty: 'json', unknown: 1 }), privateKey, 'k')).toBe('a message')
  })

  it.each([
    ['VPR-45 another kid', () => byJose({ kid: 'other' })],
    ['VPR-45 no kid', () => byJose({})],
    ['VPR-45 a key of its own', () => altered((parts) => (parts[1] = 'AAAA'))],
    ['VPR-45 compression', () => reheaded({ zip: 'DEF' })],
    ['VPR-45 p2c', () => reheaded({ p2c: 1e9 })],
    ['VPR-45 another alg', () => reheaded({ alg: 'PBES2-HS256+A128KW', p2c: 1e9 })],
    ['VPR-45 another enc', () => reheaded({ enc: 'A128CBC-HS256' })],
    ['VPR-45 another apv', () => reheaded({ apv: 'AAAA' })],
    ['crit', () => reheaded({ crit: ['exp'] })],
    ['a point off the curve', () => reheaded({ epk: { ...to, x: to.y } })],
    ['a key of another curve', () => reheaded({ epk: { ...to, crv: 'P-384' } })],
    ['a key that is none', () => reheaded({ epk: null })],
    ['a member twice in its header', () => reheaded({}, (json) => `{"kid":"other",${json.slice(1)}`)],
    ['a header that is a list', () => reheaded({}, (json) => `[${json}]`)],
    ['a header that is no JSON', () => reheaded({}, () => 'x')],
    ['padding in its header', () => altered((parts) => (parts[0] = `${parts[0] ?? ''}=`))],
    ['padding behind its text', () => altered((parts) => (parts[3] = `${parts[3] ?? ''}=`))],
    ['a tag of other spelling', () => altered((parts) => (parts[4] = (parts[4] ?? '').replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))))],
    ['a nonce of 11 bytes', () => altered((parts) => (parts[2] = Buffer.alloc(11).toString('base64url')))],
    ['a short tag', () => altered((parts) => (parts[4] = 'AAAA'))],
    ['no tag', () => altered((parts) => (parts[4] = ''))],
    ['a part too many', () => altered((parts) => parts.push('AAAA'))],
    ['an altered text', () => altered((parts) => (parts[3] = 'AAAA'))],
    ['text that is not UTF-8', () => new CompactEncrypt(new Uint8Array([0xff, 0xfe])).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k' }).encrypt(joseKey)],
    ['rubbish', () => 'rubbish'],
    ['nothing', () => ''],
  ])('refuses %s', async (_case, make) => {
    const message = await make()
    expect(() => decryptJwe(message, privateKey, 'k')).toThrow(expect.objectContaining({ code: 'decryption_failed' }) as Error)
  })
})
