import { describe, expect, it } from 'vitest'
import type { DidDocument } from '@counterfoil/shared/did/did-document'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'

const point = '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
const did = 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001'
const documentOf = (id: string): DidDocument => ({
  id,
  verificationMethod: ['asserts', 'asks'].map((name) => ({ id: `${id}#${name}`, type: 'JsonWebKey2020', controller: id, publicKeyHex: point })),
  // As the stock resolver has it: what authenticates stands among the assertion methods, too.
  assertionMethod: [`${id}#asserts`, `${id}#asks`],
  authentication: [`${id}#asks`],
})

describe('a key of an identity on the ledger', () => {
  it('that signs requests can never issue, though the stock document lists it for that', () => {
    expect(findVerificationKey(documentOf(did), `${did}#asks`, 'assertionMethod')).toBeNull()
    expect(findVerificationKey(documentOf(did), `${did}#asks`, 'authentication')).not.toBeNull()
    expect(findVerificationKey(documentOf(did), `${did}#asserts`, 'assertionMethod')).not.toBeNull()
    expect(findVerificationKey(documentOf(did), `${did}#asserts`, 'authentication')).toBeNull()
  })

  it('of another method may do both', () => {
    expect(findVerificationKey(documentOf('did:web:council.example'), 'did:web:council.example#asks', 'assertionMethod')).not.toBeNull()
  })
})
