import { toHex } from '../kernel/bytes.ts'
import { elementAt, membersOf, tags } from './der.ts'

/** One extension of a certificate; its value is the DER within. @see RFC 5280, section 4.2 */
export interface CertificateExtension {
  /** Hexadecimal, as in DER. */
  readonly oid: string
  readonly critical: boolean
  readonly value: Uint8Array
}

const extensions = 0xa3

/** The extensions of a certificate in DER; none of what is no certificate. */
export function extensionsOf(der: Uint8Array): readonly CertificateExtension[] {
  const [signed] = membersOf(der, elementAt(der, 0, der.length), tags.sequence)
  const [, ...rest] = membersOf(der, signed, tags.sequence)
  const [list] = membersOf(der, rest.find(({ tag }) => tag === extensions), extensions)
  return membersOf(der, list, tags.sequence).flatMap((extension) => {
    const [name, ...others] = membersOf(der, extension, tags.sequence)
    const value = others.at(-1)
    if (name?.tag !== tags.objectIdentifier || value?.tag !== tags.octets) return []
    const critical = others.some(({ tag, start }) => tag === tags.boolean && der[start] !== 0)
    return [{ oid: toHex(der.subarray(name.start, name.end)), critical, value: der.slice(value.start, value.end) }]
  })
}
