import { fromHex, toBase64Url } from '../kernel/bytes.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { DidDocument } from './did-document.ts'

/**
 * The P-256 key that exactly this DID URL names, when the document allows it for this purpose; null otherwise. No other
 * key of the identity is ever tried. @see DID Core 1.0, section 5.3
 */
export function findVerificationKey(document: DidDocument, kid: string, purpose: 'assertionMethod' | 'authentication'): P256PublicJwk | null {
  if (!document[purpose].includes(kid)) return null
  const method = document.verificationMethod.find(({ id }) => id === kid)
  if (method?.type !== 'JsonWebKey2020') return null
  const point = fromHex(method.publicKeyHex ?? '')
  if (point?.length !== 65 || point[0] !== 4) return null
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.subarray(1, 33)), y: toBase64Url(point.subarray(33)) }
}

/** The uncompressed point of a P-256 key as hexadecimal: how it is published on the ledger. */
export const pointOf = ({ x, y }: P256PublicJwk): string => {
  const bytes = (text: string): string => [...atob(text.replaceAll('-', '+').replaceAll('_', '/'))].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return `04${bytes(x)}${bytes(y)}`
}
