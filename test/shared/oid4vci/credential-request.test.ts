import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credentialResponse, parseCredentialRequest, writtenCredentialResponse } from '@counterfoil/shared/oid4vci/credential-request'

const good = { credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: ['a.b.c', 'd.e.f'] } }

const inTheOpen = { isEncrypted: false, mustBeEncrypted: false }

describe('a credential request', () => {
  it('is read, and members that nobody knows are ignored', () => {
    expect(parseCredentialRequest({ ...good, format: 'dc+sd-jwt', proof: {}, x: 1 }, inTheOpen)).toEqual({ configurationId: 'residency-sd-jwt', identifier: null, proofType: 'jwt', proofs: ['a.b.c', 'd.e.f'], responseEncryption: null })
  })

  it('CRD-06: may ask for a configuration by any name: which there are is not decided here', () => {
    expect(parseCredentialRequest({ ...good, credential_configuration_id: '__proto__' }, inTheOpen).configurationId).toBe('__proto__')
  })

  it('may ask by a credential identifier instead: whether the token carries it is not decided here', () => {
    expect(parseCredentialRequest({ credential_identifier: 'x', proofs: good.proofs }, inTheOpen)).toMatchObject({ configurationId: null, identifier: 'x' })
  })

  it.each<[string, string, unknown, string]>([
    ['CRD-10', 'null', null, 'invalid_credential_request'],
    ['CRD-10', 'a list', [good], 'invalid_credential_request'],
    ['CRD-10', 'text', 'x', 'invalid_credential_request'],
    ['CRD-10', 'nothing', undefined, 'invalid_credential_request'],
    ['CRD-08', 'neither identifier nor configuration', { proofs: good.proofs }, 'invalid_credential_request'],
    ['CRD-08', 'both identifier and configuration', { ...good, credential_identifier: 'x' }, 'invalid_credential_request'],
    ['CRD-08', 'a list of configurations', { ...good, credential_configuration_id: ['x'] }, 'invalid_credential_request'],
    ['CRD-08', 'null as configuration', { ...good, credential_configuration_id: null }, 'invalid_credential_request'],
    ['CRD-07', 'a number as identifier', { credential_identifier: 7, proofs: good.proofs }, 'invalid_credential_request'],
    ['CRD-15', 'an encrypted response in the open', { ...good, credential_response_encryption: {} }, 'invalid_encryption_parameters'],
    ['PRF-01', 'no proofs', { ...good, proofs: undefined }, 'invalid_proof'],
    ['PRF-01', 'a proof of an earlier draft', { credential_configuration_id: 'x', proof: { proof_type: 'jwt', jwt: 'a.b.c' } }, 'invalid_proof'],
    ['PRF-02', 'a list of proofs', { ...good, proofs: ['a.b.c'] }, 'invalid_proof'],
    ['PRF-02', 'proofs of two types', { ...good, proofs: { jwt: ['a.b.c'], di_vp: [] } }, 'invalid_proof'],
    ['PRF-02', 'proofs of a type that nobody knows', { ...good, proofs: { cwt: ['x'] } }, 'invalid_proof'],
    ['PRF-02', 'an empty list of proofs', { ...good, proofs: { jwt: [] } }, 'invalid_proof'],
    ['PRF-02', 'no list of proofs', { ...good, proofs: { jwt: 'a.b.c' } }, 'invalid_proof'],
    ['PRF-02', 'a proof that is no text', { ...good, proofs: { jwt: ['a.b.c', 7] } }, 'invalid_proof'],
    ['PRF-02', 'an inherited list of proofs', { ...good, proofs: Object.create({ jwt: ['a.b.c'] }) }, 'invalid_proof'],
  ])('%s: with %s is refused', (_row, _what, body, code) => {
    expect(() => parseCredentialRequest(body, inTheOpen)).toThrow(expect.objectContaining({ code }))
  })

  it('of any JSON is read or refused, and is never a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ credential_configuration_id: fc.jsonValue(), proofs: fc.jsonValue() })), (body) => {
        try {
          parseCredentialRequest(body, inTheOpen)
        } catch (error) {
          expect(['invalid_credential_request', 'invalid_proof']).toContain((error as { code?: string }).code)
        }
      }),
    )
  })
})

describe('a credential response', () => {
  it('has each credential in an object of its own', () => {
    expect(credentialResponse(['a', 'b'], 'n')).toEqual({ credentials: [{ credential: 'a' }, { credential: 'b' }], notification_id: 'n' })
  })

  it.each([
    [['eyJ.e30.c2ln~WyJ~'], 'n'],
    [['a', 'b'], 'with "quotes"'],
    [['a'], null],
  ])('is written as any other writes it', (credentials, notificationId) => {
    expect(writtenCredentialResponse(credentials, notificationId)).toBe(JSON.stringify(credentialResponse(credentials, notificationId)))
  })
})
