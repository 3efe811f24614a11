import type { KeyObject } from 'node:crypto'
import { importP256 } from '../crypto/es256.ts'
import type { ResolvedDid } from '@counterfoil/shared/did/did-resolver'
import { findVerificationKey, statusPurpose } from '@counterfoil/shared/did/verification-method'

/** The key of exactly this DID URL, if the identity publishes it for what it asserts; null otherwise. */
export function assertingKey({ document }: Pick<ResolvedDid, 'document'>, kid: string): KeyObject | null {
  const jwk = findVerificationKey(document, kid, 'assertionMethod')
  try {
    return jwk === null ? null : importP256(jwk)
  } catch {
    return null
  }
}

/** The same for a key that issues: one that was published for status lists does not. */
export const issuingKey = (resolved: ResolvedDid, kid: string): KeyObject | null => (resolved.purposeOf?.(kid) === statusPurpose ? null : assertingKey(resolved, kid))
