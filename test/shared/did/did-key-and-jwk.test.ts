import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDidResolver } from '@counterfoil/shared/did/did-resolver'
import { didJwkDocument } from '@counterfoil/shared/did/did-jwk'
import { didKeyDocument } from '@counterfoil/shared/did/did-key'
import { createJwkResolver, createKeyResolver } from '@counterfoil/shared/did/self-contained-resolver'
import { findPublicKey, findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { fromBase58, toBase58 } from '@counterfoil/shared/kernel/base58'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const didJwk = (jwk: unknown): string => `did:jwk:${encode(jwk)}`
const multikey = (prefix: readonly number[], key: Uint8Array): string => `z${toBase58(Uint8Array.from([...prefix, ...key]))}`
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

const p256 = { kty: 'EC', crv: 'P-256', x: 'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns', y: 'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM' } as const

describe('did:key', () => {
  it.each([
    ['P-256', 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv', p256],
    ['P-256', 'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169', { ...p256, x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI', y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU' }],
    ['Ed25519', 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp', { kty: 'OKP', crv: 'Ed25519', x: 'O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik' }],
  ])('of %s is the key of the specification’s vector', (_, identifier, jwk) => {
    const did = `did:key:${identifier}`
    const document = didKeyDocument(did)
    expect(document?.id).toBe(did)
    for (const purpose of ['assertionMethod', 'authentication'] as const) expect(document && findPublicKey(document, `${did}#${identifier}`, purpose)).toEqual(jwk)
  })

  it('of secp256k1 holds the compressed point of the specification’s vector', () => {
    const did = 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'
    const document = didKeyDocument(did)
    const key = document && findPublicKey(document, `${did}#${did.slice(8)}`, 'assertionMethod')
    const parity = Buffer.from(key?.crv === 'secp256k1' ? key.y : '', 'base64url').at(-1) ?? 0
    expect(toBase58(Uint8Array.from([2 + (parity % 2), ...Buffer.from(key?.x ?? '', 'base64url')]))).toBe('23o6Sau8NxxzXcgSc3PLcNxrzrZpbLeBn1izfv3jbKhuv')
    expect(document && findVerificationKey(document, `${did}#${did.slice(8)}`, 'assertionMethod')).toBeNull()
  })

  it('of any P-256 key is that key', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), () => {
        const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
        const compressed = Uint8Array.from([2 + ((Buffer.from(y, 'base64url').at(-1) ?? 0) & 1), ...Buffer.from(x, 'base64url')])
        const did = `did:key:${multikey([0x80, 0x24], compressed)}`
        const document = didKeyDocument(did)
        expect(document && findVerificationKey(document, `${did}#${did.slice(8)}`, 'authentication')).toEqual({ kty: 'EC', crv: 'P-256', x, y })
      }),
      { numRuns: 30 },
    )
  })

  const good = Uint8Array.from([3, ...Buffer.from(p256.x, 'base64url')])
  it.each([
    ['of P-384', 'z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9'],
    ['of a private key', multikey([0x80, 0x26], new Uint8Array(32).fill(1))],
    ['of a point that is not on the curve', multikey([0x80, 0x24], Uint8Array.from([2, ...new Uint8Array(31), 7]))],
    ['of a coordinate beyond the field', multikey([0x80, 0x24], Uint8Array.from([2, ...new Uint8Array(32).fill(255)]))],
    ['of an uncompressed point', multikey([0x80, 0x24], Uint8Array.from([4, ...good.subarray(1), ...good.subarray(1)]))],
    ['of a point with a byte too many', multikey([0x80, 0x24], Uint8Array.from([...good, 0]))],
    ['of a point cut short', multikey([0x80, 0x24], good.subarray(0, 32))],
    ['with a prefix that is not a varint', multikey([0x12, 0x00], good)],
    ['of an Ed25519 key of 31 bytes', multikey([0xed, 0x01], new Uint8Array(31))],
    ['in base64', `m${Buffer.from([0x80, 0x24, ...good]).toString('base64')}`],
    ['with a letter that base58 lacks', 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZp0'],
    ['of nothing', ''],
    ['of one byte', 'z2'],
    ['without end', `z${'1'.repeat(100_000)}`],
  ])('%s is none', (_, identifier) => {
    expect(didKeyDocument(`did:key:${identifier}`)).toBeNull()
  })
})

describe('did:jwk', () => {
  it('is the key of the specification’s example, named #0', () => {
    const did = 'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'
    const jwk = { crv: 'P-256', kty: 'EC', x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0', y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE' }
    const id = `${did}#0`
    expect(didJwkDocument(did)).toEqual({
      id: did,
      verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }],
      assertionMethod: [id],
      authentication: [id],
      capabilityInvocation: [id],
      capabilityDelegation: [id],
      keyAgreement: [id],
    })
  })

  it('is for what `use` says', () => {
    expect(didJwkDocument(didJwk({ ...p256, use: 'sig' }))).not.toHaveProperty('keyAgreement')
    expect(didJwkDocument(didJwk({ ...p256, use: 'enc' }))).toMatchObject({ assertionMethod: [], authentication: [], keyAgreement: [expect.any(String)] })
  })

  it('keeps the members that it was written with, and two writings are two DIDs', () => {
    const jwk = { ...p256, alg: 'ES256', kid: 'mine' }
    expect(didJwkDocument(didJwk(jwk))?.verificationMethod[0]?.publicKeyJwk).toEqual(jwk)
  })

  it.each([
    ['PRF-21: of a private key', { ...p256, d: 'gPh-VvVS8MbvKQ9LSVVmfnxnKjHn4Tqj0bmbpehRlpc' }],
    ['PRF-21: of a private key without a value', { ...p256, d: null }],
    ['PRF-22: of a secret', { kty: 'oct', k: 'AAAA' }],
    ['PRF-23: of a point that is not on the curve', { ...p256, y: p256.x }],
    ['PRF-23: of the point at zero', { ...p256, x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['PRF-23: of a coordinate without its leading zero', { ...p256, x: p256.x.slice(1) }],
    ['of a coordinate that is not canonical', { ...p256, x: `${p256.x.slice(0, -1)}t` }],
    ['PRF-07: of secp256k1 with coordinates of P-256', { ...p256, crv: 'secp256k1' }],
    ['of a curve that is not understood', { ...p256, crv: 'P-384' }],
    ['of Ed25519 with two coordinates', { ...p256, kty: 'OKP', crv: 'Ed25519' }],
    ['for a use that is not understood', { ...p256, use: 'both' }],
    ['of a list', [p256]],
    ['of nothing', null],
    ['with a member twice', `{"kty":"EC","crv":"P-256","x":"${p256.x}","y":"${p256.y}","x":"${p256.x}"}`],
    ['of no JSON', '{'],
  ])('%s is none', (_, jwk) => {
    expect(didJwkDocument(didJwk(jwk))).toBeNull()
  })

  it.each([
    ['padded', `${didJwk(p256)}=`],
    ['in base64', `did:jwk:${Buffer.from(JSON.stringify({ ...p256, kid: '???' })).toString('base64')}`],
    ['of bytes that are no text', `did:jwk:${Buffer.from([0xff, 0xfe]).toString('base64url')}`],
    ['without end', `did:jwk:${'A'.repeat(100_000)}`],
    ['as a DID URL', `${didJwk(p256)}#0`],
  ])('%s is none', (_, did) => {
    expect(didJwkDocument(did)).toBeNull()
  })
})

describe('base58', () => {
  it('brings back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (value) => {
        expect(fromBase58(toBase58(value))).toEqual(value)
      }),
    )
  })

  it.each([
    ['', ''],
    ['00', '1'],
    ['0000', '11'],
    ['61', '2g'],
    ['516b6fcd0f', 'ABnLTmg'],
    ['00eb15231dfceb60925886b67d065299925915aeb172c06647', '1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L'],
  ])('of %s is %s', (hex, text) => {
    expect(toBase58(bytes(hex))).toBe(text)
    expect(Buffer.from(fromBase58(text) ?? []).toString('hex')).toBe(hex)
  })
})

describe('a resolver for several methods', () => {
  const clock = fixedClock(1_800_000_000)
  const resolver = createDidResolver({ key: createKeyResolver(clock), jwk: createJwkResolver(clock) })

  it('knows each by its name, and when it answered', async () => {
    expect(await resolver.resolve(didJwk(p256))).toMatchObject({ observedAt: 1_800_000_000, value: { document: { id: didJwk(p256) } } })
    expect(await resolver.resolve('did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv')).not.toBeNull()
  })

  it.each(['did:example:1', 'did:__proto__:1', 'did:constructor:1', 'did:KEY:z2', 'did:key', 'key:z2', '', 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv#z', `did:key:${'z'.repeat(3000)}`])(
    'PRF-14: knows no %s',
    (did) => {
      expect(resolver.resolve(did)).toBeNull()
    },
  )
})
