import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { chooseResponseEncryption } from '@counterfoil/shared/oid4vp/client-metadata'
import { publicJwk } from '../../support/presentations.ts'

const newKey = (changes: JsonObject = {}): JsonObject => ({ ...publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), kid: 'k1', alg: 'ECDH-ES', use: 'enc', ...changes })
const good = newKey()
const metadata = (changes: JsonObject = {}): JsonObject => ({ jwks: { keys: [good] }, encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'], ...changes })
const chosen = (value: Json | undefined) => chooseResponseEncryption(value)

describe('the key to encrypt an answer to', () => {
  it('is the first that can be used, with the strongest encryption that both know', () => {
    expect(chosen(metadata())).toEqual({ key: good, enc: 'A256GCM' })
    expect(chosen(metadata({ encrypted_response_enc_values_supported: ['A128GCM', 'A128CBC-HS256'] }))?.enc).toBe('A128GCM')
  })

  it('is used with A128GCM when nothing is said of encryption (OpenID4VP 1.0, section 5.1)', () => {
    expect(chosen(metadata({ encrypted_response_enc_values_supported: undefined }))?.enc).toBe('A128GCM')
  })

  it.each<[string, JsonObject]>([
    ['of another curve', newKey({ crv: 'P-384' })],
    ['of another kind', { kty: 'RSA', n: 'x', e: 'AQAB', alg: 'RSA-OAEP-256', use: 'enc', kid: 'k0' }],
    ['that is private', newKey({ d: 'AAAA' })],
    ['for signing', newKey({ use: 'sig' })],
    ['for another algorithm', newKey({ alg: 'ECDH-ES+A256KW' })],
    ['without an algorithm', newKey({ alg: undefined })],
    ['off the curve', newKey({ x: good['y'] })],
    ['with a coordinate cut short', newKey({ x: 'AAAA' })],
    ['with a coordinate that is a number', newKey({ x: 7 })],
    ['with a number as kid', newKey({ kid: 7 })],
  ])('is not one %s: the next is taken', (_what, unusable) => {
    expect(chosen(metadata({ jwks: { keys: ['x', null, unusable, good] } }))?.key).toEqual(good)
    expect(chosen(metadata({ jwks: { keys: [unusable] } }))).toBeNull()
  })

  it('has an empty kid when it comes without', () => {
    expect(chosen(metadata({ jwks: { keys: [newKey({ kid: undefined, use: undefined })] } }))?.key).toMatchObject({ kid: '', use: 'enc' })
  })

  it.each<[string, Json | undefined]>([
    ['no metadata', undefined],
    ['null', null],
    ['no keys', metadata({ jwks: undefined })],
    ['a list for a set of keys', metadata({ jwks: [good] })],
    ['an empty set', metadata({ jwks: { keys: [] } })],
    ['an object of keys', metadata({ jwks: { keys: { 0: good } } })],
    ['no encryption that is known', metadata({ encrypted_response_enc_values_supported: ['A128CBC-HS256'] })],
    ['no encryption at all', metadata({ encrypted_response_enc_values_supported: [] })],
    ['encryption that is no list', metadata({ encrypted_response_enc_values_supported: 'A256GCM' })],
  ])('there is none with %s', (_what, value) => {
    expect(chosen(value)).toBeNull()
  })
})
