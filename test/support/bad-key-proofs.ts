import { sign } from 'node:crypto'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { holderKeys, jwt, now, publicJwk, strangerKeys } from './presentations.ts'

// A valid key proof in which any one thing can be made wrong, and those that must be refused.

export const issuer = 'https://issuer.example/aldermoor'
export const jwk = publicJwk(holderKeys.publicKey)
export const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export interface ProofChanges {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly headerText?: (json: string) => string
  readonly payloadText?: (json: string) => string
  readonly finished?: (compact: string) => string
}

const same = (text: string): string => text
export function proof({ header, payload, headerText = same, payloadText = same, finished = same }: ProofChanges = {}): string {
  const head = JSON.stringify({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk, ...header })
  const claims = JSON.stringify({ aud: issuer, iat: now, nonce: 'live', ...payload })
  return finished(jwt(headerText(head), payloadText(claims), holderKeys.privateKey))
}

export const withSignature = (change: (bytes: Buffer) => Buffer | string) => (compact: string): string => {
  const changed = change(Buffer.from(compact.split('.')[2] ?? '', 'base64url'))
  return compact.replace(/[^.]*$/, typeof changed === 'string' ? changed : changed.toString('base64url'))
}
export const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const inDer = (compact: string): string => {
  const [signingInput = ''] = /^[^.]*\.[^.]*/.exec(compact) ?? []
  return `${signingInput}.${sign('sha256', Buffer.from(signingInput), holderKeys.privateKey).toString('base64url')}`
}

/** What must be refused as `invalid_proof`, with the detail for the log. */
export const badProofs: readonly (readonly [row: string, what: string, changes: ProofChanges, detail: string])[] = [
  ['PRF-04', 'of alg none', { header: { alg: 'none' } }, 'alg'],
  ['PRF-04', 'of alg nOnE', { header: { alg: 'nOnE' } }, 'alg'],
  ['PRF-04', 'of no alg', { header: { alg: '' } }, 'alg'],
  ['PRF-05', 'of alg HS256', { header: { alg: 'HS256' } }, 'alg'],
  ['PRF-06', 'of alg ES384', { header: { alg: 'ES384' } }, 'alg'],
  ['PRF-06', 'of a list of alg', { header: { alg: ['ES256'] } }, 'alg'],
  ['PRF-07', 'of a key of another curve', { header: { jwk: { ...jwk, crv: 'secp256k1' } } }, 'not a P-256 key'],
  ['PRF-07', 'of a key of another kind', { header: { jwk: { ...jwk, kty: 'OKP', crv: 'Ed25519' } } }, 'not a P-256 key'],
  ['PRF-08', 'with r and s of zero', { finished: withSignature(() => Buffer.alloc(64)) }, 'signature'],
  ['PRF-08', 'with r of the order', { finished: withSignature((bytes) => Buffer.concat([order, bytes.subarray(32)])) }, 'signature'],
  ['PRF-08', 'with s of the order', { finished: withSignature((bytes) => Buffer.concat([bytes.subarray(0, 32), order])) }, 'signature'],
  ['PRF-08', 'with a signature in DER', { finished: inDer }, 'signature'],
  ['PRF-08', 'with a signature of 63 bytes', { finished: withSignature((bytes) => bytes.subarray(1)) }, 'signature'],
  ['PRF-08', 'with a signature of 65 bytes', { finished: withSignature((bytes) => Buffer.concat([bytes, Buffer.alloc(1)])) }, 'signature'],
  ['PRF-08', 'with a signature of other spelling', { finished: (compact) => compact.slice(0, -1) + alphabet.charAt(alphabet.indexOf(compact.slice(-1)) + 1) }, 'signature'],
  ['PRF-08', 'with padding', { finished: (compact) => `${compact}==` }, 'signature'],
  ['PRF-08', 'without signature', { finished: withSignature(() => '') }, 'signature'],
  ['PRF-10', 'with a bit flipped', { finished: withSignature((bytes) => Buffer.from(bytes.map((byte, place) => (place === 9 ? byte ^ 1 : byte)))) }, 'signature'],
  ['PRF-40', 'signed by another key than it shows', { header: { jwk: { ...publicJwk(strangerKeys.publicKey) } } }, 'signature'],
  ['typ', 'of typ JWT', { header: { typ: 'JWT' } }, 'typ'],
  ['typ', 'without typ', { header: { typ: undefined } }, 'typ'],
  ['PRF-12', 'without a key', { header: { jwk: undefined } }, 'no jwk'],
  ['PRF-12', 'with text for a key', { header: { jwk: 'x' } }, 'no jwk'],
  ['PRF-13', 'with a key and a kid', { header: { kid: 'did:x#1' } }, 'the key must be named once, by jwk or kid'],
  ['PRF-13', 'with a key and certificates', { header: { x5c: [] } }, 'the key must be named once, by jwk or kid'],
  ['PRF-20', 'with a kid that is a path', { header: { jwk: undefined, kid: '../../etc/passwd' } }, 'kid is not the DID URL of a key that it holds'],
  ['PRF-14', 'with a kid that somebody would have to be asked for', { header: { jwk: undefined, kid: 'did:web:council.example#key-1' } }, 'kid is not the DID URL of a key that it holds'],
  ['PRF-16', 'with a kid that names no key of its DID', { header: { jwk: undefined, kid: `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}` } }, 'kid is not the DID URL of a key that it holds'],
  ['PRF-21', 'with a kid of a private key', { header: { jwk: undefined, kid: `did:jwk:${Buffer.from(JSON.stringify({ ...jwk, d: 'AAAA' })).toString('base64url')}#0` } }, 'kid is not the DID URL of a key that it holds'],
  ['PRF-40', 'with a kid of another key', { header: { jwk: undefined, kid: `did:jwk:${Buffer.from(JSON.stringify(publicJwk(strangerKeys.publicKey))).toString('base64url')}#0` } }, 'signature'],
  ['PRF-21', 'with a private key', { header: { jwk: { ...jwk, d: 'AAAA' } } }, 'a private key was sent'],
  ['PRF-21', 'with a part of a private RSA key', { header: { jwk: { ...jwk, dp: 'AAAA' } } }, 'a private key was sent'],
  ['PRF-22', 'with a secret', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }, 'not a P-256 key'],
  ['PRF-23', 'with a coordinate that lost its zero', { header: { jwk: { ...jwk, x: jwk.x.slice(1) } } }, 'coordinates'],
  ['PRF-23', 'with a coordinate of a number', { header: { jwk: { ...jwk, x: 7 } } }, 'coordinates'],
  ['PRF-23', 'with a point off the curve', { header: { jwk: { ...jwk, x: jwk.y } } }, 'signature'],
  ['PRF-23', 'with a coordinate of other spelling', { header: { jwk: { ...jwk, x: jwk.x.slice(0, -1) + alphabet.charAt(alphabet.indexOf(jwk.x.slice(-1)) + 1) } } }, 'signature'],
  ['PRF-24', 'with a key for another algorithm', { header: { jwk: { ...jwk, alg: 'ES384' } } }, 'the key is for something else'],
  ['PRF-24', 'with a key for encryption', { header: { jwk: { ...jwk, use: 'enc' } } }, 'the key is for something else'],
  ['PRF-24', 'with a key that may not verify', { header: { jwk: { ...jwk, key_ops: ['sign'] } } }, 'the key is for something else'],
  ['PRF-25', 'for nobody', { payload: { aud: undefined } }, 'aud'],
  ['PRF-25', 'for another issuer', { payload: { aud: 'https://issuer.example/brackenfield' } }, 'aud'],
  ['PRF-25', 'for a list of issuers', { payload: { aud: [issuer] } }, 'aud'],
  ['PRF-25', 'for the issuer with a slash', { payload: { aud: `${issuer}/` } }, 'aud'],
  ['PRF-25', 'for the issuer with a letter that looks the same', { payload: { aud: issuer.replace('e', '\u0435') } }, 'aud'],
  ['PRF-26', 'without iat', { payload: { iat: undefined } }, 'iat'],
  ['PRF-26', 'with iat as text', { payload: { iat: String(now) } }, 'iat'],
  ['PRF-26', 'with an iat of 1e308', { payload: { iat: 1e308 } }, 'iat'],
  ['PRF-26', 'with an iat beyond numbers', { payloadText: (json) => json.replace(/"iat":\d+/, '"iat":1e999') }, 'iat'],
  ['PRF-26', 'with a negative iat', { payload: { iat: -1 } }, 'iat'],
  ['PRF-26', 'made 301 seconds ago', { payload: { iat: now - 301 } }, 'iat'],
  ['PRF-28', 'without nonce', { payload: { nonce: undefined } }, 'no nonce'],
  ['PRF-28', 'with an empty nonce', { payload: { nonce: '' } }, 'no nonce'],
  ['PRF-28', 'with a list of nonces', { payload: { nonce: ['live'] } }, 'no nonce'],
  ['PRF-30', 'with iss', { payload: { iss: 'somebody' } }, 'iss'],
  ['PRF-30', 'with iss of null', { payload: { iss: null } }, 'iss'],
  ['PRF-31', 'that has ended', { payload: { exp: now } }, 'exp'],
  ['PRF-31', 'whose end is text', { payload: { exp: 'x' } }, 'exp'],
  ['PRF-31', 'that has not begun', { payload: { nbf: now + 301 } }, 'nbf'],
  ['PRF-32', 'with crit', { header: { crit: ['b64'] } }, 'crit'],
  ['PRF-32', 'with crit of null', { header: { crit: null } }, 'crit'],
  ['PRF-33', 'with b64', { header: { b64: false } }, 'crit'],
  ['PRF-33', 'as JSON', { finished: (compact) => JSON.stringify({ payload: compact.split('.')[1] }) }, 'not a compact JWS'],
  ['PRF-33', 'of two parts', { finished: (compact) => compact.replace(/\.[^.]*$/, '') }, 'not a compact JWS'],
  ['PRF-34', 'whose payload is a list', { payloadText: (json) => `[${json}]` }, 'not an object'],
  ['PRF-34', 'whose payload is null', { payloadText: () => 'null' }, 'not an object'],
  ['PRF-34', 'whose payload is text', { payloadText: () => '"x"' }, 'not an object'],
  ['PRF-34', 'whose payload is no JSON', { payloadText: () => 'x' }, 'not_json'],
  ['RFC 7519 4', 'with its audience named twice', { payloadText: (json) => `{"aud":"https://evil.example",${json.slice(1)}` }, 'duplicate_member'],
  ['RFC 7515 4', 'with alg named twice', { headerText: (json) => `{"alg":"none",${json.slice(1)}` }, 'duplicate_member'],
  ['RFC 7517 4', 'with a coordinate named twice', { headerText: (json) => json.replace('"kty"', `"x":"${publicJwk(strangerKeys.publicKey).x}","kty"`) }, 'duplicate_member'],
  ['VPR-23', 'nested 100 deep', { payloadText: (json) => `{"x":${'['.repeat(100)}${']'.repeat(100)},${json.slice(1)}` }, 'too_deep'],
  ['PRF-20', 'of 9,000 characters', { payload: { x: 'x'.repeat(9000) } }, 'too long'],
  ['PRF-10', 'with padding in its header', { finished: (compact) => compact.replace('.', '=.') }, 'not base64url'],
]
