import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { readStatus, type BitsPerEntry } from '@counterfoil/shared/status-list/status-bits'
import { clampTtl, parseStatusListToken, statusListClaims, type ParsedStatusList } from '@counterfoil/shared/status-list/status-list-token'
import { badTokens, inflate, token, uri, type TokenChanges } from '../../support/bad-status-lists.ts'
import { encode, issuerKeys, jwt, now } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'
import { inNoTime } from '../../support/in-no-time.ts'

const parse = (compact: string, also: { notBefore?: number } = {}): ParsedStatusList => parseStatusListToken(compact, { uri, now: epochSeconds(now), ...also }, inflate)

describe('a status list token', () => {
  it('is read with its list and its dates', () => {
    const parsed = parse(token())
    expect(parsed).toMatchObject({ issuedAt: now - 10, expiresAt: now + 600, ttl: 300 })
    expect([readStatus(parsed.list, 7), readStatus(parsed.list, 8)]).toEqual([1, 0])
    expect(parsed.jwt.header['kid']).toBe('did:x#1')
  })

  it.each<[string, TokenChanges]>([
    ['no end', { payload: { exp: undefined } }],
    ['no ttl', { payload: { ttl: undefined } }],
    ['a date ahead within the allowance', { payload: { iat: now + 60 } }],
    ['a start of its own', { payload: { nbf: now + 60 } }],
    ['members that nobody knows', { header: { x: 1 }, payload: { x: 1 }, statusList: { aggregation_uri: 'https://x', x: 1 } }],
  ])('may have %s', (_what, changes) => {
    expect(readStatus(parse(token(changes)).list, 7)).toBe(1)
  })

  it.each(vectorsOf<{ status_list: JsonObject; statuses: Record<string, number> }>('token-status-list'))('STA-10: %s: is read from a token', (_name, { status_list: statusList, statuses }) => {
    const parsed = parse(token({ payload: { status_list: statusList } }))
    expect(Object.fromEntries(Object.keys(statuses).map((index) => [index, readStatus(parsed.list, Number(index))]))).toEqual(statuses)
  })

  it.each(badTokens)('%s: %s is refused', (_row, _what, changes, why) => {
    const compact = typeof changes === 'string' ? changes : token(changes)
    inNoTime(() => expect(() => parse(compact)).toThrow(expect.objectContaining({ code: 'invalid_status_list', detail: why })), 100)
  })

  it('STA-11: is held to the limit also where the platform inflates without one', () => {
    expect(() => parseStatusListToken(token(), { uri, now: epochSeconds(now) }, () => new Uint8Array(4 * 1024 * 1024 + 1))).toThrow(expect.objectContaining({ detail: 'lst is too large' }))
  })

  it('STA-20: that is older than one already seen is refused', () => {
    expect(() => parse(token(), { notBefore: now })).toThrow(expect.objectContaining({ code: 'invalid_status_list', detail: 'an older list than one already seen' }))
    expect(parse(token(), { notBefore: now - 10 }).issuedAt).toBe(now - 10)
  })

  it('says what was written, for any list', () => {
    const made = fc.constantFrom<BitsPerEntry>(1, 2, 4, 8).chain((bits) => fc.tuple(fc.constant(bits), fc.uint8Array({ minLength: 1, maxLength: 300 })))
    fc.assert(
      fc.property(made, fc.integer({ min: 60, max: 86_400 }), ([bits, bytes], ttl) => {
        const claims = statusListClaims({ uri, issuedAt: epochSeconds(now), expiresAt: epochSeconds(now + ttl), ttl: seconds(ttl) }, { bits, bytes }, (plain) => deflateSync(plain))
        const parsed = parse(jwt('{"alg":"ES256","typ":"statuslist+jwt"}', JSON.stringify(claims), issuerKeys.privateKey))
        expect(parsed).toMatchObject({ issuedAt: now, expiresAt: now + ttl, ttl, list: { bits } })
        expect(new Uint8Array(parsed.list.bytes)).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 60 },
    )
  })

  it('of any text is read or refused, and is never a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map((value) => `${encode({ alg: 'ES256', typ: 'statuslist+jwt' })}.${encode(value)}.x`)), (text) => {
        expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid_status_list' }))
      }),
    )
  })
})

describe('the time that a list may be used', () => {
  it.each([[0, 60], [-1, 60], [59, 60], [60, 60], [3600, 3600], [86_401, 86_400], [1e12, 86_400], [Number.POSITIVE_INFINITY, 300], [Number.NaN, 300], ['60', 300], [undefined, 300], [null, 300], [{}, 300]])('STA-08: of %s is %d seconds', (ttl, used) => {
    expect(clampTtl(ttl)).toBe(used)
  })
})
