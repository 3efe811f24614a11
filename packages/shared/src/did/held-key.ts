import type { P256PublicJwk } from '../kernel/jwk.ts'
import { didJwkDocument } from './did-jwk.ts'
import { didKeyDocument } from './did-key.ts'
import { parseDidUrl } from './did-url.ts'
import { findVerificationKey } from './verification-method.ts'

/**
 * The P-256 key that a DID URL names, of a DID that holds its own key (did:key, did:jwk) and authenticates with it: read
 * from the text alone, nobody is asked. Null for every other, also for a DID without the name of its key.
 */
export function findHeldKey(didUrl: string): P256PublicJwk | null {
  const parsed = parseDidUrl(didUrl)
  const document = parsed === null ? null : (didKeyDocument(parsed.did) ?? didJwkDocument(parsed.did))
  // A did:jwk can say of its key that it is for another algorithm.
  const [method] = document?.verificationMethod ?? []
  if (document === null || !['ES256', undefined].includes(method?.publicKeyJwk?.['alg'] as string | undefined)) return null
  return findVerificationKey(document, didUrl, 'authentication')
}
