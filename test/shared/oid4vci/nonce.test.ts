import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { makeNonce, readNonce } from '@counterfoil/shared/oid4vci/nonce'

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)), secret: (length: number) => randomBytes(length).toString('base64url') }
const macWith = (key: string) => (message: Uint8Array) => createHmac('sha256', key).update(message).digest()
const mac = macWith('a')
const now = epochSeconds(1_764_000_000)
const make = (): string => makeNonce(now, seconds(300), random, mac)

describe('a nonce', () => {
  it('is read until it ends, and not a second longer', () => {
    const nonce = make()
    expect(readNonce(nonce, now, mac)?.expiresAt).toBe(now + 300)
    expect(readNonce(nonce, epochSeconds(now + 299), mac)).not.toBeNull()
    expect(readNonce(nonce, epochSeconds(now + 300), mac)).toBeNull()
  })

  it('NON-03 comes only once in ten thousand, with bits that lean to neither side', () => {
    const nonces = Array.from({ length: 10_000 }, make)
    expect(new Set(nonces).size).toBe(10_000)
    const counts = Array.from({ length: 256 }, () => 0)
    for (const nonce of nonces) for (const byte of readNonce(nonce, now, mac)?.value.subarray(4) ?? []) counts[byte] = (counts[byte] ?? 0) + 1
    const expected = (10_000 * 16) / 256
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(readNonce(nonces[0] ?? '', now, mac)?.value).toHaveLength(20)
    // 255 degrees of freedom: beyond this lies one fair source in a million.
    expect(chiSquare).toBeLessThan(375)
  })

  it('NON-08 is worth nothing under another key, or with any bit changed', () => {
    const nonce = make()
    expect(readNonce(nonce, now, macWith('b'))).toBeNull()
    const bytes = Buffer.from(nonce, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes)
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(readNonce(altered.toString('base64url'), now, mac)).toBeNull()
    }
  })

  it('is refused in any other writing', () => {
    const nonce = make()
    for (const other of ['', 'x', `${nonce}=`, `${nonce}A`, nonce.slice(1), nonce.replace(/.$/, '!'), ' '.repeat(48)]) expect(readNonce(other, now, mac)).toBeNull()
  })
})
