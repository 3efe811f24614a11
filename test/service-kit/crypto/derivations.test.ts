import { hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { derivationsOf } from '@counterfoil/service-kit/crypto/derivations'

const byPlatform = (secret: string, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `counterfoil ${purpose}`, 32))

describe.each([
  ['a secret', 'an access token of 43 characters, or so they say'],
  ['no secret', ''],
  ['one that is not of ASCII', 'cyfrinach â tho bach'],
  ['one that is longer than a block of the hash', 'x'.repeat(200)],
])('what follows from %s', (_name, secret) => {
  it('is what HKDF of the platform derives', () => {
    const derivations = derivationsOf(secret)
    for (const purpose of ['look-up', 'draft key', 'at â']) {
      expect(derivations.text(purpose)).toBe(byPlatform(secret, purpose).toString('base64url'))
      expect(Buffer.from(derivations.key(purpose))).toEqual(byPlatform(secret, purpose))
    }
  })
})

it('what follows for one purpose tells nothing of another', () => {
  const one = derivationsOf('a secret')
  expect(one.text('look-up')).not.toBe(one.text('draft key'))
  expect(one.text('look-up')).not.toBe(derivationsOf('another').text('look-up'))
})
