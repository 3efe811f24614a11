import type { KeyObject } from 'node:crypto'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import type { DidDocument } from '@counterfoil/shared/did/did-document'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'

/** The key of exactly this DID URL, if the identity publishes it for what it asserts; null otherwise. */
export function assertingKey(document: DidDocument, kid: string): KeyObject | null {
  const jwk = findVerificationKey(document, kid, 'assertionMethod')
  try {
    return jwk === null ? null : importP256(jwk)
  } catch {
    return null
  }
}
