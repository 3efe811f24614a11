import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const to = publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const message = encryptJwe({ to, kid: 'k', plaintext: '{"vp_token":{}}', enc: 'A256GCM' })
const base64Url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')
const refused = (jwe: string): void => {
  expect(() => decryptJwe(jwe, privateKey, 'k', 10_000)).toThrow(expect.objectContaining({ code: 'decryption_failed' }) as Error)
}

describe('an encrypted answer of which anything is made up', () => {
  it('is refused for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.base64String(), { minLength: 4, maxLength: 6 }).map((parts) => parts.join('.'))), refused), { numRuns: 2000 })
  })

  it('is refused with any header, whatever JSON that is', () => {
    const [, ...rest] = message.split('.')
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (header) => refused([base64Url(header), ...rest].join('.'))), { numRuns: 1000 })
  })

  it('is refused with any value for any member of its header', () => {
    const [header = '', ...rest] = message.split('.')
    const members = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>
    const names = fc.constantFrom(...Object.keys(members), 'zip', 'apu', 'apv', 'p2c', 'crit', '__proto__')
    fc.assert(fc.property(names, fc.jsonValue(), (name, value) => refused([base64Url(JSON.stringify(Object.fromEntries([...Object.entries(members), [name, value]])) + ' '), ...rest].join('.'))), { numRuns: 1000 })
  })

  it('is refused when one character of it is another', () => {
    fc.assert(
      fc.property(fc.nat(message.length - 1), fc.constantFrom(...'ABCXYZabcxyz0189-_.=+/ \n\u0000é'), (at, character) => {
        fc.pre(message[at] !== character)
        refused(`${message.slice(0, at)}${character}${message.slice(at + 1)}`)
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused when it is cut short or goes on', () => {
    for (let length = 0; length < message.length; length += 1) refused(message.slice(0, length))
    fc.assert(fc.property(fc.string({ minLength: 1 }), (more) => refused(message + more)), { numRuns: 500 })
  })

  it('becomes no more than was said when it is a bomb', () => {
    const bomb = encryptJwe({ to, kid: 'k', plaintext: 'A'.repeat(16 * 1024 * 1024), enc: 'A128GCM', zip: 'DEF' })
    expect(bomb.length).toBeLessThan(32_768)
    refused(bomb)
  })
})
