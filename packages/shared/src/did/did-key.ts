import type { DidDocument } from './did-document.ts'
import { decodeMultikey } from './multikey.ts'

/**
 * The document of a did:key of P-256, secp256k1 or Ed25519; null for any other. Nothing is derived from an Ed25519 key to
 * agree on secrets with. @see did:key method specification, "Document Creation Algorithm"
 */
export function didKeyDocument(did: string): DidDocument | null {
  const multikey = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  if (decodeMultikey(multikey) === null) return null
  const id = `${did}#${multikey}`
  return {
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: multikey }],
    authentication: [id],
    assertionMethod: [id],
    capabilityInvocation: [id],
    capabilityDelegation: [id],
  }
}
