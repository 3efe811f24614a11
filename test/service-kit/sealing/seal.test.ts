import { describe, expect, it } from 'vitest'
import { SealBroken, deriveKey, open, seal } from '@counterfoil/service-kit/sealing/seal'

const key = deriveKey('a secret that only the citizen holds', 'offer')
const text = Buffer.from('claims')

describe('a seal', () => {
  it('opens with the same key in the same place', () => {
    expect(Buffer.from(open(key, seal(key, text, 'offer 1'), 'offer 1')).toString()).toBe('claims')
  })

  it.each([
    ['another secret', () => open(deriveKey('another secret', 'offer'), seal(key, text, 'offer 1'), 'offer 1')],
    ['another purpose', () => open(deriveKey('a secret that only the citizen holds', 'token'), seal(key, text, 'offer 1'), 'offer 1')],
    ['another place', () => open(key, seal(key, text, 'offer 1'), 'offer 2')],
    ['a cut end', () => open(key, seal(key, text, 'offer 1').slice(0, -1), 'offer 1')],
    ['nothing', () => open(key, new Uint8Array(), 'offer 1')],
  ])('stays closed to %s', (_case, attempt) => {
    expect(attempt).toThrow(SealBroken)
  })
})
