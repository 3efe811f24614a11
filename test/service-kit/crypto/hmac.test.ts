import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacBytes, hmacText } from '@counterfoil/service-kit/crypto/hmac'

const keys = [0, 1, 32, 63, 64, 65, 300].map((length) => Buffer.alloc(length, 0x5c))
const messages: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['text', 'counterfoil look-up'],
  ['text that is not of ASCII', 'â tho bach'.repeat(40)],
  ['a message of exactly the room there is', 'x'.repeat(1024)],
  ['a longer one', 'x'.repeat(1025)],
  ['bytes', Uint8Array.from({ length: 20 }, (_, byte) => 255 - byte)],
]

describe.each(messages)('HMAC of %s', (_name, message) => {
  it('is what the platform makes of it, whatever the length of the key', () => {
    for (const key of keys) {
      const expected = createHmac('sha256', key).update(message).digest()
      expect(hmacText(key, message)).toBe(expected.toString('base64url'))
      expect(Buffer.from(hmacBytes(key, message))).toEqual(expected)
    }
  })
})

it('knows nothing of the key and message before', () => {
  const alone = hmacText(Buffer.from('short'), 'short')
  hmacText(Buffer.alloc(64, 0xff), 'y'.repeat(900))
  expect(hmacText(Buffer.from('short'), 'short')).toBe(alone)
})

// RFC 4231, test case 2.
it('is what the standard says', () => {
  expect(Buffer.from(hmacBytes(Buffer.from('Jefe'), 'what do ya want for nothing?')).toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})
