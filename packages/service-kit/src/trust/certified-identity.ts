import { X509Certificate, type KeyObject } from 'node:crypto'

/** Whom a leaf certificate speaks of, and the key that it holds. None of it is believed for the certificate's sake. */
export interface CertifiedIdentity {
  readonly did: string
  readonly publicKey: KeyObject
}

const longest = 8192
const named = /^URI:(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)$/

/** Null for what is no certificate, or names not exactly one DID among its alternative names. @see RFC 5280, section 4.2.1.6 */
export function leafOf(x5c: readonly string[]): CertifiedIdentity | null {
  const [leaf = ''] = x5c
  if (leaf.length > longest) return null
  try {
    const { subjectAltName = '', publicKey } = new X509Certificate(Buffer.from(leaf, 'base64'))
    const dids = subjectAltName.split(', ').flatMap((name) => named.exec(name)?.[1] ?? [])
    const [did, ...others] = dids
    return did === undefined || others.length > 0 ? null : { did, publicKey }
  } catch {
    return null
  }
}
