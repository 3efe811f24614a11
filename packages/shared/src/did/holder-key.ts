import type { P256PublicJwk } from '../kernel/jwk.ts'
import { didJwkDocument } from './did-jwk.ts'
import { didKeyDocument } from './did-key.ts'
import { parseDidUrl } from './did-url.ts'
import { findVerificationKey } from './verification-method.ts'

/** The P-256 key that a holder's DID, or DID URL, is: of the methods that hold their key in the DID. Null for every other. */
export function keyOfHolder(name: string): P256PublicJwk | null {
  const { did = '', fragment = null } = parseDidUrl(name) ?? {}
  const document = didJwkDocument(did) ?? didKeyDocument(did)
  const [kid] = document?.authentication ?? []
  if (document === null || kid === undefined || (fragment !== null && kid !== name)) return null
  return findVerificationKey(document, kid, 'authentication')
}
