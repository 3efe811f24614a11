import { fromBase64, toBase64Url } from '../kernel/bytes.ts'
import { extensionsOf } from '../x509/certificate-extensions.ts'
import { elementAt, membersOf, tags } from '../x509/der.ts'
import type { TrustedAuthoritiesQuery } from './credential-query.ts'

/**
 * Whether a credential matches one of the authorities asked for, by the certificates that it carries. Only `aki` is
 * known here: another type matches nothing, which refuses. It narrows what is sent and never makes an issuer trusted.
 * @see OpenID4VP 1.0, section 6.1.1
 */
export function matchesTrustedAuthorities(authorities: readonly TrustedAuthoritiesQuery[], x5c: readonly string[]): boolean {
  const wanted = new Set(authorities.filter(({ type }) => type === 'aki').flatMap(({ values }) => values))
  if (wanted.size === 0) return false
  return x5c.some((certificate) => {
    const authority = authorityKeyIdentifier(certificate)
    return authority !== null && wanted.has(authority)
  })
}

const keyIdentifier = 0x80
/** 2.5.29.35 and 2.5.29.14 */
const [authorityKeyIdentifierOid, subjectKeyIdentifierOid] = ['551d23', '551d0e'] as const

/** The key identifier of the authority that issued a certificate (base64 of DER), as base64url; null when it names none. @see RFC 5280, section 4.2.1.1 */
export function authorityKeyIdentifier(certificate: string): string | null {
  const value = extensionsOf(fromBase64(certificate) ?? new Uint8Array()).find(({ oid }) => oid === authorityKeyIdentifierOid)?.value
  if (value === undefined) return null
  const identifier = membersOf(value, elementAt(value, 0, value.length), tags.sequence).find(({ tag }) => tag === keyIdentifier)
  return identifier === undefined ? null : toBase64Url(value.slice(identifier.start, identifier.end))
}

/** By which a certificate's key is named in those below it (base64 of DER), as base64url; null when it names itself by nothing. @see RFC 5280, section 4.2.1.2 */
export function subjectKeyIdentifier(certificate: string): string | null {
  const value = extensionsOf(fromBase64(certificate) ?? new Uint8Array()).find(({ oid }) => oid === subjectKeyIdentifierOid)?.value
  const identifier = value === undefined ? undefined : elementAt(value, 0, value.length)
  return value === undefined || identifier?.tag !== tags.octets ? null : toBase64Url(value.slice(identifier.start, identifier.end))
}
