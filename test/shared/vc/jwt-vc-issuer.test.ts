import { describe, expect, it } from 'vitest'
import { issuerMetadataUrl, keySetUrl, parseIssuerMetadata, withKeySet } from '@counterfoil/shared/vc/jwt-vc-issuer'
import { issuerKeys, publicJwk, strangerKeys } from '../../support/presentations.ts'

const issuer = 'https://issuer.example/tenant'
const metadataUrl = 'https://issuer.example/.well-known/jwt-vc-issuer/tenant'
const key = { ...publicJwk(issuerKeys.publicKey), kid: 'key-1' }
const other = { ...publicJwk(strangerKeys.publicKey), kid: 'key-1' }
const metadata = (keys: readonly object[], more: object = {}): string => JSON.stringify({ issuer, jwks: { keys }, ...more })
const names = (text: string): readonly string[] | undefined => parseIssuerMetadata(text, issuer)?.assertionMethod

describe('where an issuer tells its keys', () => {
  it.each([
    ['https://issuer.example', 'https://issuer.example/.well-known/jwt-vc-issuer'],
    ['https://issuer.example/', 'https://issuer.example/.well-known/jwt-vc-issuer'],
    [issuer, metadataUrl],
  ])('of %s is %s', (name, url) => expect(issuerMetadataUrl(name)).toBe(url))

  it.each(['http://issuer.example', 'https://issuer.example?x', 'https://issuer.example#x', 'https://me@issuer.example', 'did:web:issuer.example', 'file:///etc/passwd', String.raw`https://issuer.example\x`, ''])('is nowhere for %s', (name) => expect(issuerMetadataUrl(name)).toBeNull())
})

describe('where the keys of metadata lie', () => {
  const elsewhere = (changes: object = {}): string => JSON.stringify({ issuer, jwks_uri: 'https://keys.example/set', ...changes })

  it('is told by the metadata of this very address', () => expect(keySetUrl(elsewhere(), metadataUrl)).toBe('https://keys.example/set'))

  it.each([
    ['another issuer', { issuer: 'https://other.example' }],
    ['keys beside it', { jwks: { keys: [] } }],
    ['http', { jwks_uri: 'http://keys.example/set' }],
    ['a file', { jwks_uri: 'file:///etc/passwd' }],
    ['a fragment', { jwks_uri: 'https://keys.example/set#1' }],
    ['a number', { jwks_uri: 7 }],
  ])('is nowhere with %s', (_what, changes) => expect(keySetUrl(elsewhere(changes), metadataUrl)).toBeNull())

  it('gives the same keys as if they were inside', () => expect(names(withKeySet(elsewhere(), JSON.stringify({ keys: [key] })) ?? '')).toEqual([`${issuer}#key-1`]))
  it('gives none that are no key set', () => expect(withKeySet(elsewhere(), '[]')).toBeNull())
})

describe('metadata of an issuer', () => {
  it('names its keys by the issuer and their kid', () => expect(names(metadata([key]))).toEqual([`${issuer}#key-1`]))

  it.each([
    ['another issuer', metadata([key], { issuer: 'https://issuer.example' })],
    ['both jwks and jwks_uri', metadata([key], { jwks_uri: 'https://keys.example' })],
    ['neither', JSON.stringify({ issuer })],
    ['a member twice', `{"issuer":"${issuer}","issuer":"${issuer}","jwks":{"keys":[]}}`],
    ['keys that are no list', JSON.stringify({ issuer, jwks: { keys: {} } })],
    ['too many keys', metadata(Array.from({ length: 65 }, () => key))],
    ['no JSON', '<html>'],
  ])('is none with %s', (_what, text) => expect(parseIssuerMetadata(text, issuer)).toBeNull())

  it.each([
    ['two of one name', [key, other]],
    ['two of one name, one for encryption', [key, { ...other, use: 'enc' }]],
    ['for encryption', [{ ...key, use: 'enc' }]],
    ['for another algorithm', [{ ...key, alg: 'ES384' }]],
    ['that only sign', [{ ...key, key_ops: ['sign'] }]],
    ['without a name', [{ ...key, kid: undefined }]],
    ['with a private part', [{ ...key, d: key.x }]],
    ['off the curve', [{ ...key, y: key.x }]],
    ['of another kind', [{ kty: 'oct', k: 'AAAA', kid: 'key-1' }]],
  ])('takes no keys %s', (_what, keys) => expect(names(metadata(keys))).toEqual([]))
})
