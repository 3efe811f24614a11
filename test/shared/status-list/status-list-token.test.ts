import { deflateSync, gzipSync, inflateSync, deflateRawSync, constants } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { makeStatusBits, readStatus, writeStatus, type BitsPerEntry } from '@counterfoil/shared/status-list/status-bits'
import { clampTtl, parseStatusListToken, statusListClaims, type ParsedStatusList } from '@counterfoil/shared/status-list/status-list-token'
import { encode, issuerKeys, jwt, now } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'

const uri = 'https://issuer.example/status-lists/1'
const list = makeStatusBits(64, 2)
writeStatus(list, 7, 1)

interface Changes {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly statusList?: JsonObject
  readonly payloadText?: (json: string) => string
}

const lst = toBase64Url(deflateSync(list.bytes))
function token({ header, payload, statusList, payloadText = (json) => json }: Changes = {}): string {
  const claims = { sub: uri, iat: now - 10, exp: now + 600, ttl: 300, status_list: { bits: 2, lst, ...statusList }, ...payload }
  return jwt(JSON.stringify({ alg: 'ES256', typ: 'statuslist+jwt', kid: 'did:x#1', ...header }), payloadText(JSON.stringify(claims)), issuerKeys.privateKey)
}

/** As the verifier inflates: strictly, and no further than the limit. */
function inflate(bytes: Uint8Array, largest: number): Uint8Array {
  const { buffer, engine } = inflateSync(bytes, { maxOutputLength: largest, info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
  if (engine.bytesWritten !== bytes.length) throw new RangeError('something follows the stream')
  return buffer
}

const parse = (compact: string, also: { notBefore?: number } = {}): ParsedStatusList => parseStatusListToken(compact, { uri, now: epochSeconds(now), ...also }, inflate)

describe('a status list token', () => {
  it('is read with its list and its dates', () => {
    const parsed = parse(token())
    expect(parsed).toMatchObject({ issuedAt: now - 10, expiresAt: now + 600, ttl: 300 })
    expect([readStatus(parsed.list, 7), readStatus(parsed.list, 8)]).toEqual([1, 0])
    expect(parsed.jwt.header['kid']).toBe('did:x#1')
  })

  it.each<[string, Changes]>([
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

  const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024))
  it.each<[string, string, Changes | string, string]>([
    ['STA-02', 'of alg none', { header: { alg: 'none' } }, 'typ or alg'],
    ['STA-02', 'of alg HS256', { header: { alg: 'HS256' } }, 'typ or alg'],
    ['STA-02', 'of another typ', { header: { typ: 'JWT' } }, 'typ or alg'],
    ['STA-02', 'of the typ of the other encoding', { header: { typ: 'statuslist+cwt' } }, 'typ or alg'],
    ['STA-02', 'without typ', { header: { typ: undefined } }, 'typ or alg'],
    ['STA-02', 'that is no JWT', 'hello', 'not a JWT'],
    ['STA-02', 'that is JSON', JSON.stringify({ sub: uri }), 'not a JWT'],
    ['STA-02', 'without its signature part', token().replace(/\.[^.]*$/, ''), 'not a JWT'],
    ['PRF-32', 'with crit', { header: { crit: ['b64'] } }, 'not a JWT'],
    ['PRF-33', 'with b64', { header: { b64: false } }, 'not a JWT'],
    ['RFC 7519 4', 'with its subject named twice', { payloadText: (json) => `{"sub":"https://evil.example",${json.slice(1)}` }, 'not a JWT'],
    ['STA-12', 'of 3 MB', { payload: { pad: 'x'.repeat(3_000_000) } }, 'too large'],
    ['STA-04', 'of another list', { payload: { sub: `${uri}0` } }, 'sub is not the uri of the credential'],
    ['STA-04', 'of the list in another case', { payload: { sub: uri.toUpperCase() } }, 'sub is not the uri of the credential'],
    ['STA-04', 'of no list', { payload: { sub: undefined } }, 'sub is not the uri of the credential'],
    ['STA-04', 'of several lists', { payload: { sub: [uri] } }, 'sub is not the uri of the credential'],
    ['STA-07', 'without iat', { payload: { iat: undefined } }, 'iat'],
    ['STA-07', 'with iat as text', { payload: { iat: String(now) } }, 'iat'],
    ['STA-07', 'with a negative iat', { payload: { iat: -1 } }, 'iat'],
    ['STA-07', 'that was issued beyond the allowance', { payload: { iat: now + 61 } }, 'iat'],
    ['STA-06', 'that has ended', { payload: { exp: now } }, 'expired'],
    ['STA-06', 'whose end is text', { payload: { exp: 'never' } }, 'expired'],
    ['STA-06', 'whose end is null', { payload: { exp: null } }, 'expired'],
    ['STA-06', 'whose end is beyond numbers', { payloadText: (json) => json.replace(/"exp":\d+/, '"exp":1e999') }, 'expired'],
    ['RFC 7519 4.1.5', 'that has not begun', { payload: { nbf: now + 61 } }, 'nbf'],
    ['RFC 7519 4.1.3', 'for somebody else', { payload: { aud: 'https://another.example' } }, 'aud'],
    ['STA-09', 'without a list', { payload: { status_list: undefined } }, 'status_list'],
    ['STA-09', 'with text for a list', { payload: { status_list: lst } }, 'status_list'],
    ...[0, 3, 5, 16, -1, '1', 1.5, null, undefined, [1]].map((bits): [string, string, Changes, string] => ['STA-09', `of ${JSON.stringify(bits) ?? 'no'} bits`, { statusList: { bits } }, 'status_list']),
    ['STA-09', 'without lst', { statusList: { lst: undefined } }, 'status_list'],
    ['STA-09', 'with bytes for lst', { statusList: { lst: [1, 2] } }, 'status_list'],
    ['STA-09', 'with padding behind lst', { statusList: { lst: `${lst}==` } }, 'lst'],
    ['STA-09', 'with lst in the other base64', { statusList: { lst: `${lst.slice(0, -2)}+/` } }, 'lst'],
    ['STA-09', 'with lst in hexadecimal of odd length', { statusList: { lst: 'abcde' } }, 'lst'],
    ['STA-09', 'with an empty lst', { statusList: { lst: '' } }, 'lst does not inflate'],
    ['STA-09', 'with lst not compressed', { statusList: { lst: toBase64Url(list.bytes) } }, 'lst does not inflate'],
    ['STA-09', 'with lst compressed as for Bitstring lists', { statusList: { lst: toBase64Url(gzipSync(list.bytes)) } }, 'lst does not inflate'],
    ['STA-09', 'with lst compressed without its frame', { statusList: { lst: toBase64Url(deflateRawSync(list.bytes)) } }, 'lst does not inflate'],
    ['STA-09', 'with lst cut short', { statusList: { lst: toBase64Url(deflateSync(Buffer.alloc(100, 7)).subarray(0, -4)) } }, 'lst does not inflate'],
    ['STA-09', 'with lst not ended', { statusList: { lst: toBase64Url(deflateSync(list.bytes, { finishFlush: constants.Z_SYNC_FLUSH })) } }, 'lst does not inflate'],
    ['STA-09', 'with junk behind lst', { statusList: { lst: toBase64Url(Buffer.concat([deflateSync(list.bytes), Buffer.from('junk!!')])) } }, 'lst does not inflate'],
    ['STA-09', 'with a checksum that is wrong', { statusList: { lst: toBase64Url(deflateSync(list.bytes).map((byte, place, all) => (place === all.length - 1 ? byte ^ 1 : byte))) } }, 'lst does not inflate'],
    ['STA-11', 'that inflates to 64 MiB', { statusList: { lst: toBase64Url(bomb) } }, 'lst does not inflate'],
  ])('%s: %s is refused', (_row, _what, changes, why) => {
    const compact = typeof changes === 'string' ? changes : token(changes)
    const begun = performance.now()
    expect(() => parse(compact)).toThrow(expect.objectContaining({ code: 'invalid_status_list', detail: why }))
    expect(performance.now() - begun).toBeLessThan(1000)
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
