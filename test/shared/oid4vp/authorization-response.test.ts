import { describe, expect, it } from 'vitest'
import { makeAnswer, makeErrorResponse, parseAuthorizationResponse, readWalletError } from '@counterfoil/shared/oid4vp/authorization-response'

describe('an authorization response', () => {
  it('is read as it was made', () => {
    expect(parseAuthorizationResponse(makeAnswer({ residency: ['a~b~c'] }, 's1'))).toEqual({ kind: 'answer', vpToken: { residency: ['a~b~c'] }, state: 's1' })
    expect(parseAuthorizationResponse(makeAnswer({ residency: ['a'] }, null))).toMatchObject({ state: null })
  })

  it('may be an error, whose description is not kept', () => {
    expect(parseAuthorizationResponse('{"error":"access_denied","error_description":"No, Ann"}')).toEqual({ kind: 'error', error: 'access_denied', state: null })
    expect(readWalletError('toString')).toBe('unknown_error')
    expect(makeErrorResponse('access_denied', 's 1').toString()).toBe('error=access_denied&state=s+1')
  })

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['an array', '[]'],
    ['no vp_token', '{"state":"s"}'],
    ['a vp_token that is a string', '{"vp_token":"a"}'],
    ['a vp_token that is an array', '{"vp_token":["a"]}'],
    ['an empty vp_token', '{"vp_token":{}}'],
    ['a presentation outside an array', '{"vp_token":{"residency":"a"}}'],
    ['an empty array', '{"vp_token":{"residency":[]}}'],
    ['an object as presentation', '{"vp_token":{"residency":[{}]}}'],
    ['__proto__ as query id (VPR-55)', '{"vp_token":{"__proto__":["a"]}}'],
    ['17 presentations', JSON.stringify({ vp_token: { residency: Array.from({ length: 17 }, () => 'a') } })],
    ['an answer and an error at once', '{"vp_token":{"residency":["a"]},"error":"access_denied"}'],
    ['a vp_token named twice', '{"vp_token":{"residency":["a"]},"vp_token":{"residency":["b"]}}'],
    ['a query answered twice', '{"vp_token":{"residency":["a"],"residency":["b"]}}'],
    ['a state named twice', '{"vp_token":{"residency":["a"]},"state":"s","state":"t"}'],
    ['nested 100 deep', `{"vp_token":{"residency":["a"]},"x":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['a state that is a number', '{"vp_token":{"residency":["a"]},"state":1}'],
  ])('is refused as %s', (_, plaintext) => {
    expect(parseAuthorizationResponse(plaintext)).toBeNull()
  })
})
