import { fromBase64, toBase64Url, toHex } from '../kernel/bytes.ts'
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

/** A value of DER: its tag, and where its content lies. */
interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

const sequence = 0x30
const octets = 0x04
const objectIdentifier = 0x06
const extensions = 0xa3
const keyIdentifier = 0x80
/** 2.5.29.35 */
const authorityKeyIdentifierOid = '551d23'

/** The key identifier of the authority that issued a certificate (base64 of DER), as base64url; null when it names none. @see RFC 5280, section 4.2.1.1 */
export function authorityKeyIdentifier(certificate: string): string | null {
  const der = fromBase64(certificate)
  if (der === null) return null
  const [signed] = membersOf(der, elementAt(der, 0, der.length), sequence)
  const [, ...rest] = membersOf(der, signed, sequence)
  const [list] = membersOf(der, rest.find(({ tag }) => tag === extensions), extensions)
  for (const extension of membersOf(der, list, sequence)) {
    const parts = membersOf(der, extension, sequence)
    const value = parts.at(-1)
    if (!isAuthorityKey(der, parts[0]) || value?.tag !== octets) continue
    const identifier = membersOf(der, elementAt(der, value.start, value.end), sequence).find(({ tag }) => tag === keyIdentifier)
    return identifier === undefined ? null : toBase64Url(der.subarray(identifier.start, identifier.end))
  }
  return null
}

const isAuthorityKey = (der: Uint8Array, element: Element | undefined): boolean =>
  element?.tag === objectIdentifier && toHex(der.subarray(element.start, element.end)) === authorityKeyIdentifierOid

function elementAt(der: Uint8Array, at: number, limit: number): Element | undefined {
  const tag = der[at]
  const first = der[at + 1]
  if (tag === undefined || first === undefined) return undefined
  const more = first < 0x80 ? 0 : first - 0x80
  if (first === 0x80 || more > 3) return undefined
  let length = more === 0 ? first : 0
  for (let place = 0; place < more; place += 1) length = length * 256 + (der[at + 2 + place] ?? 0)
  const start = at + 2 + more
  return start + length <= limit ? { tag, start, end: start + length } : undefined
}

/** What lies within an element of this tag; nothing when it is another or is cut off. */
function membersOf(der: Uint8Array, element: Element | undefined, tag: number): readonly Element[] {
  if (element?.tag !== tag) return []
  const members: Element[] = []
  for (let at = element.start; at < element.end; ) {
    const member = elementAt(der, at, element.end)
    if (member === undefined) return []
    members.push(member)
    at = member.end
  }
  return members
}
