import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import { encode } from '../../support/presentations.ts'

const header = encode({ alg: 'ES256' })
const payload = encode({ a: 1 })

describe('a compact JWT', () => {
  it('is cut into what is signed, what it says and its signature', () => {
    expect(parseJwt(`${header}.${payload}.sig`)).toEqual({ header: { alg: 'ES256' }, payload: { a: 1 }, signingInput: `${header}.${payload}`, signature: 'sig' })
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'not a compact JWT'],
    ['two dots', '..', 'not a compact JWT'],
    ['one part', header, 'not a compact JWT'],
    ['two parts', `${header}.${payload}`, 'not a compact JWT'],
    ['four parts', `${header}.${payload}.a.b`, 'not a compact JWT'],
    ['five parts, a JWE', `${header}.a.b.c.d`, 'not a compact JWT'],
    ['no payload', `${header}..sig`, 'not_json'],
    ['a payload that is a list', `${header}.${encode([1])}.sig`, 'a JWT holds objects'],
    ['a header that is text', `${encode('"ES256"')}.${payload}.sig`, 'a JWT holds objects'],
    ['a header that is a number', `${encode('7')}.${payload}.sig`, 'a JWT holds objects'],
    ['white space before it', ` ${header}.${payload}.sig`, 'not canonical base64url of UTF-8'],
    ['a member twice in the header', `${encode('{"alg":"ES256","alg":"none"}')}.${payload}.sig`, 'duplicate_member'],
    ['a member twice in the payload', `${header}.${encode('{"a":1,"\\u0061":2}')}.sig`, 'duplicate_member'],
    ['crit', `${encode({ alg: 'ES256', crit: ['exp'] })}.${payload}.sig`, 'critical header'],
    ['crit of null', `${encode({ alg: 'ES256', crit: null })}.${payload}.sig`, 'critical header'],
    ['b64', `${encode({ alg: 'ES256', b64: true })}.${payload}.sig`, 'critical header'],
  ])('of %s is refused', (_what, text, why) => {
    expect(() => parseJwt(text)).toThrow(expect.objectContaining({ code: 'malformed_credential', detail: why }))
  })

  it('of any text is read or refused, and is never a fault', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.base64String(), fc.jsonValue().map((value) => encode(value))), { maxLength: 5 }), (parts) => {
        try {
          parseJwt(parts.join('.'))
        } catch (error) {
          expect(error).toMatchObject({ code: 'malformed_credential' })
        }
      }),
    )
  })
})
