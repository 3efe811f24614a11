import { toHex } from '../kernel/bytes.ts'
import { extensionsOf, type CertificateExtension } from './certificate-extensions.ts'
import { elementAt, membersOf, tags } from './der.ts'

/** 2.5.29.15, 2.5.29.17 and 2.5.29.19 */
const [keyUsage, subjectAltName, basicConstraints] = ['551d0f', '551d11', '551d13']
const known: readonly string[] = [keyUsage, subjectAltName, basicConstraints]
/** 2.5.29.37: what the key of a leaf is for. */
const extendedKeyUsage = '551d25'
/** 1.0.18013.5.1.2, a signer of documents, and 2.5.29.37.0, anything. @see ISO/IEC 18013-5, annex B.1.4 */
const purposes: readonly string[] = ['28818c5d050102', '551d2500']
/** 1.3.6.1.5.5.7.3: servers and clients of the web, code, mail, time. @see RFC 5280, section 4.2.1.12 */
const ofOtherProtocols = '2b060105050703'
/** The first bit and the sixth: signs data, signs certificates. @see RFC 5280, section 4.2.1.3 */
const [digitalSignature, keyCertSign] = [0x80, 0x04]

/** What the rules about paths must know of a certificate. */
export interface PathCertificate {
  readonly der: Uint8Array
  /** Whether its issuer and its subject have one name. */
  readonly selfIssued: boolean
}

/**
 * Whether the certificates of a path, the leaf first and the anchor last, may stand where they stand: each above the leaf is
 * an authority that signs certificates, with no more authorities below it than it allows, and nothing critical is there that
 * we don't know. An anchor's own limit counts, too. Signatures, names and times are others' to judge.
 * @see RFC 5280, sections 4.2.1.9, 6.1.4 (k) to (o) and 6.1.5 (f)
 */
export function isAllowedPath(path: readonly PathCertificate[]): boolean {
  const [leaf, ...authorities] = path.map((certificate) => ({ ...certificate, extensions: extensionsOf(certificate.der) }))
  if (leaf === undefined || authorities.length === 0 || !isUnderstood(leaf.extensions, isPurpose) || !signsWhatWeVerify(leaf.extensions)) return false
  let left = authorities.length
  for (const [place, { extensions, selfIssued }] of authorities.toReversed().entries()) {
    const constraint = authorityOf(extensions)
    const isAnchor = place === 0
    if (constraint === null || !isUnderstood(extensions)) return false
    if (!isAnchor && !selfIssued) left -= 1
    if (left < 0) return false
    left = Math.min(left, constraint.longest)
  }
  return true
}

const isUnderstood = (extensions: readonly CertificateExtension[], isKnownToo: (extension: CertificateExtension) => boolean = () => false): boolean =>
  extensions.every((extension) => !extension.critical || known.includes(extension.oid) || isKnownToo(extension)) && new Set(extensions.map(({ oid }) => oid)).size === extensions.length

const isPurpose = ({ oid }: CertificateExtension): boolean => oid === extendedKeyUsage
const valueOf = (extensions: readonly CertificateExtension[], wanted: string | undefined): CertificateExtension | undefined => extensions.find(({ oid }) => oid === wanted)

/**
 * Whether a leaf's key may sign what we verify. What it is for binds it whether or not that is critical: a certificate of a web
 * server vouches for nothing else. A purpose that we don't know may be a provider's own; critical, it must be one of ours.
 * @see RFC 5280, sections 4.2.1.3 and 4.2.1.12
 */
function signsWhatWeVerify(extensions: readonly CertificateExtension[]): boolean {
  const usage = valueOf(extensions, keyUsage)
  if (usage !== undefined && !mayUse(usage.value, digitalSignature)) return false
  const stated = valueOf(extensions, extendedKeyUsage)
  if (stated === undefined) return true
  const { value, critical } = stated
  const named = membersOf(value, elementAt(value, 0, value.length), tags.sequence).map(({ tag, start, end }) => (tag === tags.objectIdentifier ? toHex(value.subarray(start, end)) : ofOtherProtocols))
  return named.some((one) => purposes.includes(one) || (!critical && !one.startsWith(ofOtherProtocols)))
}

/** How many authorities may follow one; null for what may sign no certificates. */
function authorityOf(extensions: readonly CertificateExtension[]): { readonly longest: number } | null {
  const [constraints, usage] = [basicConstraints, keyUsage].map((oid) => valueOf(extensions, oid)?.value)
  if (constraints === undefined || (usage !== undefined && !mayUse(usage, keyCertSign))) return null
  const [ca, longest, ...more] = membersOf(constraints, elementAt(constraints, 0, constraints.length), tags.sequence)
  if (ca?.tag !== tags.boolean || ca.end - ca.start !== 1 || constraints[ca.start] !== 0xff || more.length > 0) return null
  if (longest === undefined) return { longest: Number.POSITIVE_INFINITY }
  // One byte: nobody has a hundred authorities, and a number below zero is none.
  const number = constraints[longest.start] ?? 0xff
  return longest.tag === tags.integer && longest.end - longest.start === 1 && number < 0x80 ? { longest: number } : null
}

/** A bit string: how many bits are unused, then the bits. */
const mayUse = (usage: Uint8Array, bit: number): boolean => {
  const bits = elementAt(usage, 0, usage.length)
  return bits?.tag === 0x03 && bits.end - bits.start >= 2 && ((usage[bits.start + 1] ?? 0) & bit) !== 0
}
