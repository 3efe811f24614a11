import { describe, expect, it } from 'vitest'
import { parseBearerToken } from '@counterfoil/shared/oauth/bearer-token'

describe('a bearer token', () => {
  it('is read whatever the case of its scheme', () => {
    expect(parseBearerToken('Bearer abc')).toBe('abc')
    expect(parseBearerToken('bearer abc')).toBe('abc')
  })

  it.each([undefined, ''])('is missing in %s', (header) => {
    expect(() => parseBearerToken(header)).toThrow(expect.objectContaining({ code: 'token_missing' }))
  })

  it.each(['Bearer', 'Bearer ', 'Basic abc', 'DPoP abc', 'Bearer a b', 'Bearer a,b', `Bearer ${'a'.repeat(600)}`, 'abc'])('is invalid in "%s"', (header) => {
    expect(() => parseBearerToken(header)).toThrow(expect.objectContaining({ code: 'token_invalid' }))
  })
})
