import { constants, deflateRawSync, deflateSync, gzipSync, inflateSync } from 'node:zlib'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'
import { issuerKeys, jwt, now } from './presentations.ts'

// A valid Status List Token in which any one thing can be made wrong, and those that must be refused.

export const uri = 'https://issuer.example/status-lists/1'
const list = makeStatusBits(64, 2)
writeStatus(list, 7, 1)

export interface TokenChanges {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly statusList?: JsonObject
  readonly payloadText?: (json: string) => string
}

const lst = toBase64Url(deflateSync(list.bytes))
export function token({ header, payload, statusList, payloadText = (json) => json }: TokenChanges = {}): string {
  const claims = { sub: uri, iat: now - 10, exp: now + 600, ttl: 300, status_list: { bits: 2, lst, ...statusList }, ...payload }
  return jwt(JSON.stringify({ alg: 'ES256', typ: 'statuslist+jwt', kid: 'did:x#1', ...header }), payloadText(JSON.stringify(claims)), issuerKeys.privateKey)
}

/** As the verifier inflates: strictly, and no further than the limit. */
export function inflate(bytes: Uint8Array, largest: number): Uint8Array {
  const { buffer, engine } = inflateSync(bytes, { maxOutputLength: largest, info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
  if (engine.bytesWritten !== bytes.length) throw new RangeError('something follows the stream')
  return buffer
}

const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024))

/** What must be refused as `invalid_status_list`, with the detail for the log. */
export const badTokens: readonly (readonly [row: string, what: string, changes: TokenChanges | string, detail: string])[] = [
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
  ...[0, 3, 5, 16, -1, '1', 1.5, null, undefined, [1]].map((bits): [string, string, TokenChanges, string] => ['STA-09', `of ${JSON.stringify(bits) ?? 'no'} bits`, { statusList: { bits } }, 'status_list']),
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
]
