import { deflateSync } from 'node:zlib'
import { decode, encode as encodeCbor, Tag } from 'cbor2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signEs256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readStatus, type BitsPerEntry } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListCwt } from '@counterfoil/shared/status-list/status-list-cwt'
import type { ReadStatusList } from '@counterfoil/shared/status-list/status-list-token'
import { inflate, uri } from '../../support/bad-status-lists.ts'
import { issuerKeys, now } from '../../support/presentations.ts'

type Members = readonly (readonly [number | string, unknown])[]

interface Changes {
  readonly header?: Members
  readonly beside?: Members
  readonly claims?: Members
  readonly list?: Members
  readonly payload?: Uint8Array
}

/** Members set to undefined are left out. */
const mapOf = (...members: readonly Members[]): Map<number | string, unknown> => new Map([...new Map(members.flat())].filter(([, value]) => value !== undefined))
const kid = Buffer.from('did:web:issuer.example#1')
const lst = new Uint8Array(deflateSync(Uint8Array.of(0b0100_0000)))

/** A valid Status List Token as CWT, in which any one thing can be made wrong; its CBOR is written by a library that nothing else here uses. */
function cwt({ header = [], beside = [], claims = [], list = [], payload }: Changes = {}, wrap = (parts: unknown[]): unknown => new Tag(18, parts)): Uint8Array {
  const guarded = encodeCbor(mapOf([[1, -7], [16, 'application/statuslist+cwt'], [4, new Uint8Array(kid)]], header))
  const body = payload ?? encodeCbor(mapOf([[2, uri], [6, now - 10], [4, now + 600], [65_534, 300], [65_533, mapOf([['bits', 1], ['lst', lst]], list)]], claims))
  const signature = signEs256(issuerKeys.privateKey, encodeCbor(['Signature1', guarded, new Uint8Array(), body]))
  return encodeCbor(wrap([guarded, mapOf(beside), body, new Uint8Array(Buffer.from(signature, 'base64url'))]))
}

const parse = (bytes: Uint8Array, also: { notBefore?: number } = {}): ReadStatusList => parseStatusListCwt(bytes, { uri, now: epochSeconds(now), ...also }, inflate)

describe('a status list token as CWT', () => {
  it.each<[string, (parts: unknown[]) => unknown]>([
    ['as COSE_Sign1', (parts) => new Tag(18, parts)],
    ['as CWT', (parts) => new Tag(61, new Tag(18, parts))],
    ['without a tag', (parts) => parts],
  ])('is read %s, and its signature is there to be verified', (_what, wrap) => {
    const parsed = parse(cwt({}, wrap))
    expect(parsed).toMatchObject({ kid: kid.toString(), issuedAt: now - 10, expiresAt: now + 600, ttl: 300, list: { bits: 1 } })
    expect([readStatus(parsed.list, 6), readStatus(parsed.list, 7)]).toEqual([1, 0])
    expect(verifyEs256(issuerKeys.publicKey, parsed.signed.input, parsed.signed.signature)).toBe(true)
  })

  it('says what was written, for any list', () => {
    const made = fc.constantFrom<BitsPerEntry>(1, 2, 4, 8).chain((bits) => fc.tuple(fc.constant(bits), fc.uint8Array({ minLength: 1, maxLength: 300 })))
    fc.assert(
      fc.property(made, fc.integer({ min: 60, max: 86_400 }), ([bits, bytes], ttl) => {
        const parsed = parse(cwt({ claims: [[65_534, ttl]], list: [['bits', bits], ['lst', new Uint8Array(deflateSync(bytes))]] }))
        expect([parsed.list.bits, parsed.ttl]).toEqual([bits, ttl])
        expect(new Uint8Array(parsed.list.bytes)).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 50 },
    )
  })

  it('is read or refused, whatever is changed in it, and never fails otherwise', () => {
    const good = cwt()
    const altered = fc.tuple(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 3 }), fc.nat(3)).map(([at, put, less]) => Uint8Array.from([...good.subarray(0, at), ...put, ...good.subarray(at + less)]))
    fc.assert(
      fc.property(fc.oneof(altered, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          parse(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_status_list' })
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each<[string, string, Changes]>([
    ['of another alg', 'typ or alg', { header: [[1, -35]] }],
    ['without alg', 'typ or alg', { header: [[1, undefined]] }],
    ['whose alg is not signed', 'typ or alg', { header: [[1, undefined]], beside: [[1, -7]] }],
    ['of another typ', 'typ or alg', { header: [[16, 'application/statuslist+jwt']] }],
    ['whose typ is not signed', 'typ or alg', { header: [[16, undefined]], beside: [[16, 'application/statuslist+cwt']] }],
    ['with crit', 'not a CWT', { header: [[2, [4]]] }],
    ['with a header on both sides', 'not a CWT', { beside: [[4, new Uint8Array(kid)]] }],
    ['of another list', 'sub is not the uri of the credential', { claims: [[2, `${uri}0`]] }],
    ['of no list', 'sub is not the uri of the credential', { claims: [[2, undefined]] }],
    ['whose claims have names for numbers', 'sub is not the uri of the credential', { claims: [[2, undefined], ['sub', uri]] }],
    ['for somebody else', 'aud', { claims: [[3, 'https://another.example']] }],
    ['without iat', 'iat', { claims: [[6, undefined]] }],
    ['with iat as text', 'iat', { claims: [[6, String(now)]] }],
    ['that was issued beyond the allowance', 'iat', { claims: [[6, now + 61]] }],
    ['that has ended', 'expired', { claims: [[4, now]] }],
    ['that has not begun', 'nbf', { claims: [[5, now + 61]] }],
    ['without a list', 'status_list', { claims: [[65_533, undefined]] }],
    ['of three bits', 'status_list', { list: [['bits', 3]] }],
    ['with text for lst', 'status_list', { list: [['lst', Buffer.from(lst).toString('base64url')]] }],
    ['with lst not compressed', 'lst does not inflate', { list: [['lst', Uint8Array.of(1, 2, 3)]] }],
    ['that inflates to 64 MiB', 'lst does not inflate', { list: [['lst', new Uint8Array(deflateSync(Buffer.alloc(64 * 1024 * 1024)))]] }],
    ['whose claims are a list', 'no claims', { payload: encodeCbor([1]) }],
    ['whose claims are no CBOR', 'not a CWT', { payload: Uint8Array.of(0xff) }],
  ])('%s is refused: %s', (_what, detail, changes) => {
    expect(() => parse(cwt(changes))).toThrow(expect.objectContaining({ code: 'invalid_status_list', detail }))
  })

  it('whose claims are not with it, or older than one already seen, is refused', () => {
    const detached = cwt({}, ([guarded, beside, , signature]) => [guarded, beside, null, signature])
    expect(() => parse(detached)).toThrow(expect.objectContaining({ detail: 'no claims' }))
    expect(() => parse(cwt(), { notBefore: now })).toThrow(expect.objectContaining({ detail: 'an older list than one already seen' }))
    expect(decode(cwt())).toBeInstanceOf(Tag)
  })

  it('names no key when its kid is no text, or not there', () => {
    expect(parse(cwt({ header: [[4, Uint8Array.of(0xff)]] })).kid).toBeNull()
    expect(parse(cwt({ header: [[4, undefined]] })).kid).toBeNull()
    expect(parse(cwt({ header: [[4, undefined]], beside: [[4, new Uint8Array(kid)]] })).kid).toBe(kid.toString())
  })
})
