import { fromHex, toBase64Url } from '../kernel/bytes.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { DidDocument, VerificationMethod } from './did-document.ts'
import { decodeMultikey } from './multikey.ts'
import { parsePublicJwk, type PublicJwk } from './public-jwk.ts'

export type KeyPurpose = 'assertionMethod' | 'authentication'

/**
 * Purpose under which a did:ethr publishes a key that signs status lists. The stock resolver lists it among the assertion
 * methods like any other word, and no document tells it from a key of credentials; who reads the events can.
 */
export const statusPurpose = 'status'

/**
 * The key that exactly this DID URL names, when the document allows it for this purpose; null otherwise. No other key of
 * the identity is ever tried. On did:ethr a key that authenticates never asserts: the stock resolver lists every `sigAuth`
 * key among the assertion methods too, and a verifier's request key must not be able to issue. @see DID Core 1.0, section 5.3
 */
export function findPublicKey(document: DidDocument, kid: string, purpose: KeyPurpose): PublicJwk | null {
  if (!document[purpose].includes(kid)) return null
  if (purpose === 'assertionMethod' && document.id.startsWith('did:ethr:') && document.authentication.includes(kid)) return null
  const method = document.verificationMethod.find(({ id }) => id === kid)
  return method === undefined ? null : keyOf(method)
}

/** The same for P-256 alone: what credentials, requests and key bindings are signed with here. */
export function findVerificationKey(document: DidDocument, kid: string, purpose: KeyPurpose): P256PublicJwk | null {
  const key = findPublicKey(document, kid, purpose)
  return key?.crv === 'P-256' ? { ...key, crv: 'P-256' } : null
}

function keyOf({ type, publicKeyJwk, publicKeyMultibase, publicKeyHex }: VerificationMethod): PublicJwk | null {
  if (type === 'Multikey') return decodeMultikey(publicKeyMultibase ?? '')
  if (type !== 'JsonWebKey2020' && type !== 'JsonWebKey') return null
  return publicKeyJwk === undefined ? keyOfPoint(publicKeyHex ?? '') : parsePublicJwk(publicKeyJwk)
}

/** How a P-256 key is published on the ledger; that it is a point shows when it is imported. */
function keyOfPoint(hex: string): PublicJwk | null {
  const point = fromHex(hex)
  if (point?.length !== 65 || point[0] !== 4) return null
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.subarray(1, 33)), y: toBase64Url(point.subarray(33)) }
}

/** The uncompressed point of a P-256 key as hexadecimal: how it is published on the ledger. */
export const pointOf = ({ x, y }: P256PublicJwk): string => {
  const bytes = (text: string): string => [...atob(text.replaceAll('-', '+').replaceAll('_', '/'))].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return `04${bytes(x)}${bytes(y)}`
}
