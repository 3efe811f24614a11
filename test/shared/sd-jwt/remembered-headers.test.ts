import { describe, expect, it } from 'vitest'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { decodeHeader } from '@counterfoil/shared/sd-jwt/remembered-headers'

const encode = (text: string): string => Buffer.from(text).toString('base64url')

describe('a header that was read before', () => {
  it('is read no second time, and says the same', () => {
    let read = 0
    const decodeText = (encoded: string): string => {
      read += 1
      return Buffer.from(encoded, 'base64url').toString()
    }
    const header = encode(JSON.stringify({ alg: 'ES256', kid: 'did:example:a#1', x5c: ['a', 'b'] }))
    const first = decodeHeader(header, decodeText)
    expect(first).toEqual({ alg: 'ES256', kid: 'did:example:a#1', x5c: ['a', 'b'] })
    expect(decodeHeader(header, decodeText)).toBe(first)
    expect(read).toBe(1)
  })

  it('can be changed by nobody', () => {
    const header = decodeHeader(encode('{"alg":"ES256","x5c":["a"]}')) as { alg: string; x5c: string[] }
    expect(() => (header.alg = 'none')).toThrow(TypeError)
    expect(() => header.x5c.push('b')).toThrow(TypeError)
  })

  it('is refused each time, if it is to be refused', () => {
    const twice = encode('{"alg":"ES256","alg":"none"}')
    for (let time = 0; time < 2; time += 1) expect(() => decodeHeader(twice)).toThrow(Refusal)
  })

  it('is forgotten when many others come, and read anew', () => {
    for (let other = 0; other < 1000; other += 1) expect(decodeHeader(encode(`{"kid":"${other}"}`))).toEqual({ kid: String(other) })
    expect(decodeHeader(encode('{"kid":"0"}'))).toEqual({ kid: '0' })
  })
})
