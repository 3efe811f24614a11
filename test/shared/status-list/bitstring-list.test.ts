import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseBitstringList } from '@counterfoil/shared/status-list/bitstring-list'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import type { ReadStatusList } from '@counterfoil/shared/status-list/status-list-token'
import { inNoTime } from '../../support/in-no-time.ts'
import { encode, issuerKeys, jwt, now } from '../../support/presentations.ts'

const uri = 'https://issuer.example/status-lists/1/revocation'
const fewest = 16_384
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
const gunzip = (bytes: Uint8Array, most: number): Uint8Array => gunzipSync(bytes, { maxOutputLength: most })
const encoded = (bytes: Uint8Array): string => `u${gzipSync(bytes).toString('base64url')}`

interface Changes {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly subject?: JsonObject
}

/** A valid list credential in which any one thing can be made wrong; members set to undefined are left out. */
function listCredential({ header, payload, subject }: Changes = {}): string {
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    'id': uri,
    'type': ['VerifiableCredential', 'BitstringStatusListCredential'],
    'issuer': 'did:web:issuer.example',
    'validFrom': iso(now - 10),
    'validUntil': iso(now + 600),
    'credentialSubject': { id: `${uri}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: encoded(new Uint8Array(fewest).fill(0b0000_0001, 0, 1)), ttl: 300_000, ...subject },
    ...payload,
  }
  return jwt(JSON.stringify({ alg: 'ES256', typ: 'vc+jwt', kid: 'did:web:issuer.example#1', ...header }), JSON.stringify(credential), issuerKeys.privateKey)
}

const parse = (compact: string, also: { notBefore?: number; purpose?: string } = {}): ReadStatusList => parseBitstringList(compact, { uri, purpose: 'revocation', now: epochSeconds(now), ...also }, gunzip)

describe('a bitstring status list', () => {
  it('is read with its dates, its first entry in the leftmost bit', () => {
    const parsed = parse(listCredential())
    expect(parsed).toMatchObject({ kid: 'did:web:issuer.example#1', issuedAt: now - 10, expiresAt: now + 600, ttl: 300, list: { bits: 1 } })
    expect(Array.from({ length: 9 }, (_, index) => readStatus(parsed.list, index))).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0])
  })

  it('has at each index the bit that was written there, whatever is on it', () => {
    const compact = (indexes: readonly number[]): string => {
      const bytes = new Uint8Array(fewest)
      for (const index of indexes) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7))
      return listCredential({ subject: { encodedList: encoded(bytes) } })
    }
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(fewest * 8 - 1), { maxLength: 20 }), fc.nat(fewest * 8 - 1), (indexes, other) => {
        const { list } = parse(compact(indexes))
        for (const index of [...indexes, other]) expect(readStatus(list, index)).toBe(indexes.includes(index) ? 1 : 0)
        expect(list.bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)).toBe(indexes.length)
      }),
      { numRuns: 30 },
    )
  })

  it('is read or refused, whatever is changed in it, and never fails otherwise', () => {
    const compact = listCredential()
    fc.assert(
      fc.property(fc.nat(compact.length - 1), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, less) => {
        try {
          parse(compact.slice(0, at) + put + compact.slice(at + less))
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_status_list' })
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
    )
  })

  it('is read or refused, whatever its subject holds', () => {
    fc.assert(
      fc.property(fc.constantFrom('type', 'statusPurpose', 'encodedList', 'ttl', 'id'), fc.jsonValue(), (name, value) => {
        try {
          expect(parse(listCredential({ subject: { [name]: value } })).ttl).toBeLessThanOrEqual(86_400)
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_status_list' })
        }
      }),
    )
  })

  it.each<[string, string, Changes]>([
    ['of alg none', 'alg or type', { header: { alg: 'none' } }],
    ['that is a credential of another type', 'alg or type', { payload: { type: ['VerifiableCredential', 'ResidencyCredential'] } }],
    ['of another media type', 'not a credential', { header: { typ: 'statuslist+jwt' } }],
    ['of another address', 'id is not the address that the credential names', { payload: { id: `${uri}0` } }],
    ['without an address', 'id is not the address that the credential names', { payload: { id: undefined } }],
    ['of several lists', 'not a credential', { payload: { credentialSubject: [{ type: 'BitstringStatusList' }, { type: 'BitstringStatusList' }] } }],
    ['of another purpose', 'statusPurpose', { subject: { statusPurpose: 'suspension' } }],
    ['of several purposes', 'statusPurpose', { subject: { statusPurpose: ['revocation'] } }],
    ['that is no list', 'statusPurpose', { subject: { type: 'Other' } }],
    ['that has ended', 'expired', { payload: { validUntil: iso(now) } }],
    ['that has ended by its JWT', 'expired', { payload: { exp: now } }],
    ['that has not begun', 'not yet', { payload: { validFrom: iso(now + 61) } }],
    ['that has not begun by its JWT', 'not yet', { payload: { nbf: now + 61 } }],
    ['whose date is text', 'dates', { payload: { exp: 'never' } }],
    ['of too few entries', 'too few entries', { subject: { encodedList: encoded(new Uint8Array(fewest - 1)) } }],
    ['without its letter for base64url', 'encodedList', { subject: { encodedList: gzipSync(new Uint8Array(fewest)).toString('base64url') } }],
    ['with padding', 'encodedList', { subject: { encodedList: `${encoded(new Uint8Array(fewest))}=` } }],
    ['that is not compressed', 'lst does not inflate', { subject: { encodedList: `u${Buffer.alloc(fewest).toString('base64url')}` } }],
    ['without a list', 'encodedList', { subject: { encodedList: undefined } }],
    ['that inflates to 64 MiB', 'lst does not inflate', { subject: { encodedList: encoded(new Uint8Array(64 * 1024 * 1024)) } }],
  ])('%s is refused: %s', (_what, detail, changes) => {
    const compact = listCredential(changes)
    inNoTime(() => expect(() => parse(compact)).toThrow(expect.objectContaining({ code: 'invalid_status_list', detail })), 100)
  })

  it('that is no JWT, or older than one already seen, is refused', () => {
    for (const junk of ['', 'a.b.c', encode({})]) expect(() => parse(junk)).toThrow(expect.objectContaining({ detail: 'not a credential' }))
    expect(() => parse(listCredential(), { notBefore: now })).toThrow(expect.objectContaining({ detail: 'an older list than one already seen' }))
    expect(parse(listCredential(), { notBefore: now - 10 }).issuedAt).toBe(now - 10)
  })
})
