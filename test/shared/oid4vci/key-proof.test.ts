import { sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { verifyKeyProof, type KeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import { encode, holderKeys, jwt, now, publicJwk, strangerKeys } from '../../support/presentations.ts'

const issuer = 'https://issuer.example/aldermoor'
const jwk = publicJwk(holderKeys.publicKey)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

interface Changes {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly headerText?: (json: string) => string
  readonly payloadText?: (json: string) => string
  readonly finished?: (compact: string) => string
}

const same = (text: string): string => text
function proof({ header, payload, headerText = same, payloadText = same, finished = same }: Changes = {}): string {
  const head = JSON.stringify({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk, ...header })
  const claims = JSON.stringify({ aud: issuer, iat: now, nonce: 'live', ...payload })
  return finished(jwt(headerText(head), payloadText(claims), holderKeys.privateKey))
}

const verify = (compact: string): KeyProof<string> =>
  verifyKeyProof(
    compact,
    { issuer, now: epochSeconds(now) },
    {
      verifyEs256: (key, signingInput, signature) => {
        try {
          return verifyEs256(importP256(key), signingInput, signature)
        } catch {
          return false
        }
      },
      readNonce: (nonce) => (nonce === 'live' ? nonce : null),
    },
  )

const detailOf = (compact: string): { code?: string; detail?: string | undefined } => {
  try {
    return { code: 'accepted', detail: verify(compact).nonce }
  } catch (error) {
    return error as { code?: string; detail?: string }
  }
}

const withSignature = (change: (bytes: Buffer) => Buffer | string) => (compact: string): string => {
  const changed = change(Buffer.from(compact.split('.')[2] ?? '', 'base64url'))
  return compact.replace(/[^.]*$/, typeof changed === 'string' ? changed : changed.toString('base64url'))
}
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const inDer = (compact: string): string => {
  const [signingInput = ''] = /^[^.]*\.[^.]*/.exec(compact) ?? []
  return `${signingInput}.${sign('sha256', Buffer.from(signingInput), holderKeys.privateKey).toString('base64url')}`
}

describe('a key proof', () => {
  it('that is good gives the key, and the nonce that has still to be spent', () => {
    expect(verify(proof())).toEqual({ jwk, nonce: 'live' })
  })

  it.each<[string, Changes]>([
    ['a clock that is 300 seconds behind', { payload: { iat: now - 300 } }],
    ['a clock that is 300 seconds ahead', { payload: { iat: now + 300 } }],
    ['an end', { payload: { exp: now + 1 } }],
    ['a key that says what it is for', { header: { jwk: { ...jwk, alg: 'ES256', use: 'sig', key_ops: ['verify'], kid: 'x', ext: true } } }],
    ['addresses of keys, which are not followed', { header: { jku: 'https://evil.example', x5u: 'https://evil.example', x5t: 'x' } }],
    ['members that nobody knows', { header: { x: {} }, payload: { x: {} } }],
  ])('may have %s', (_what, changes) => {
    expect(detailOf(proof(changes))).toEqual({ code: 'accepted', detail: 'live' })
  })

  it.each<[string, string, Changes, string]>([
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
    ['PRF-13', 'with a key and a kid', { header: { kid: 'did:x#1' } }, 'the key must be named by jwk alone'],
    ['PRF-13', 'with a key and certificates', { header: { x5c: [] } }, 'the key must be named by jwk alone'],
    ['PRF-20', 'with a kid alone', { header: { jwk: undefined, kid: '../../etc/passwd' } }, 'the key must be named by jwk alone'],
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
  ])('%s: %s is refused', (_row, _what, changes, detail) => {
    expect(detailOf(proof(changes))).toMatchObject({ code: 'invalid_proof', detail })
  })

  it('PRF-29: with a nonce that does not live is told so, for the wallet can fetch a new one', () => {
    expect(detailOf(proof({ payload: { nonce: 'dead' } }))).toMatchObject({ code: 'invalid_nonce' })
  })

  it('PRF-09: with its s mirrored still is the same proof: its nonce is what counts', () => {
    const mirrored = withSignature((bytes) => {
      const s = BigInt(`0x${order.toString('hex')}`) - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
      return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
    })
    expect(verify(proof({ finished: mirrored })).nonce).toBe('live')
  })

  it('with any character altered is refused, and is never a fault', () => {
    const good = proof()
    for (let place = 0; place < good.length; place += 1) {
      const altered = good.slice(0, place) + (good[place] === 'A' ? 'B' : 'A') + good.slice(place + 1)
      expect(['invalid_proof', 'invalid_nonce'], `character ${place}`).toContain(detailOf(altered).code)
    }
  })

  it('of any text is refused, and is never a fault', () => {
    const part = fc.oneof(fc.string(), fc.jsonValue().map((value) => encode(value)), fc.constant(encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk })))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        expect(['invalid_proof', 'invalid_nonce']).toContain(detailOf(parts.join('.')).code)
      }),
    )
  })
})
