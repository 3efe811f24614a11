import { fromBase64, strictUtf8, toBase64Url, toHex } from '../kernel/bytes.ts'
import { isP256Point, type P256PublicJwk } from '../kernel/jwk.ts'
import { extensionsOf } from './certificate-extensions.ts'
import { elementAt, membersOf, tags, type Element } from './der.ts'

/** What is read of a certificate where the platform reads none. Nothing of it is believed yet. */
export interface Certificate {
  readonly der: Uint8Array<ArrayBuffer>
  /** What its issuer signed, by ES256, and the signature as JOSE writes it. */
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: string
  /** Names as they stand, in DER. */
  readonly issuer: string
  readonly subject: string
  /** Seconds since 1970. */
  readonly from: number
  readonly until: number
  readonly publicKey: P256PublicJwk
  /** The organisation of its subject, else its common name; empty when it has neither. */
  readonly organisation: string
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
}

/** AlgorithmIdentifier of ecdsa-with-SHA256, and of a key on P-256. @see RFC 5758, section 3.2; RFC 5480, section 2.1.1 */
const ecdsaWithSha256 = '300a06082a8648ce3d040302'
const keyOnP256 = '301306072a8648ce3d020106082a8648ce3d030107'
/** 2.5.4.10, 2.5.4.3, 2.5.29.17 */
const [organizationName, commonName, subjectAltName] = ['55040a', '550403', '551d11']
const contextTag = { version: 0xa0, dnsName: 0x82, uri: 0x86 } as const
const [utcTime, bitString, utf8String, printableString] = [0x17, 0x03, 0x0c, 0x13]
const [set, generalizedTime] = [0x31, 0x18]
const longest = 8192

/** A certificate as base64 of DER; null for what is none, or has another kind of key or signature than P-256 with SHA-256. */
export function parseCertificate(base64: string): Certificate | null {
  const der = base64.length > longest ? null : fromBase64(base64)
  if (der === null) return null
  const whole = elementAt(der, 0, der.length)
  const [signed, algorithm, signature, ...more] = membersOf(der, whole, tags.sequence)
  if (whole?.end !== der.length || signed === undefined || signature?.tag !== bitString || more.length > 0) return null
  const members = membersOf(der, signed, tags.sequence)
  const [, , innerAlgorithm, issuer, validity, subject, key] = members[0]?.tag === contextTag.version ? members : []
  if (!is(der, algorithm, ecdsaWithSha256) || !is(der, innerAlgorithm, ecdsaWithSha256) || issuer === undefined || subject === undefined) return null
  const [from, until] = membersOf(der, validity, tags.sequence).map((time) => secondsOf(der, time))
  const publicKey = keyOf(der, key)
  const joseSignature = signatureOf(der, signature)
  if (typeof from !== 'number' || typeof until !== 'number' || publicKey === null || joseSignature === null) return null
  const names = alternativeNames(der)
  const textsOf = (tag: number): readonly string[] => names.flatMap((name) => (name.tag === tag ? ascii(name.content) : []))
  return {
    der,
    signed: withHeader(der, whole, signed),
    signature: joseSignature,
    issuer: hexOf(der, issuer),
    subject: hexOf(der, subject),
    from,
    until,
    publicKey,
    organisation: nameIn(der, subject, organizationName) || nameIn(der, subject, commonName),
    dnsNames: textsOf(contextTag.dnsName).map((name) => name.toLowerCase()),
    uris: textsOf(contextTag.uri),
  }
}

/** From when until when a certificate of any kind stands, in seconds since 1970; null for what is none. @see RFC 5280, section 4.1.2.5 */
export function validityIn(base64: string): Pick<Certificate, 'from' | 'until'> | null {
  const der = base64.length > longest ? null : fromBase64(base64)
  if (der === null) return null
  const [signed] = membersOf(der, elementAt(der, 0, der.length), tags.sequence)
  const members = membersOf(der, signed, tags.sequence)
  const [from, until] = membersOf(der, members[members[0]?.tag === contextTag.version ? 4 : 3], tags.sequence).map((time) => secondsOf(der, time))
  return typeof from !== 'number' || typeof until !== 'number' ? null : { from, until }
}

/** The certificates of a text in PEM; what is none is passed over. */
export const certificatesInPem = (pem: string): readonly Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)].flatMap(([, body = '']) => parseCertificate(body.replaceAll(/\s/g, '')) ?? [])

const hexOf = (der: Uint8Array, { start, end }: Element): string => toHex(der.subarray(start, end))

/** Whether an element is exactly this, its header too. All of these are shorter than 128 bytes. */
const is = (der: Uint8Array, element: Element | undefined, wanted: string): boolean => element !== undefined && toHex(der.subarray(element.start - 2, element.end)) === wanted

/** The first member of a sequence with its header, as it was signed. */
const withHeader = (der: Uint8Array<ArrayBuffer>, whole: Element, first: Element): Uint8Array<ArrayBuffer> => der.slice(whole.start, first.end)

/** @see RFC 5280, section 4.1.2.5 */
function secondsOf(der: Uint8Array, { tag, start, end }: Element): number | null {
  const text = String.fromCharCode(...der.subarray(start, end))
  const full = tag === utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : tag === generalizedTime ? text : ''
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? null : at / 1000
}

/** @see RFC 5480, section 2.2 */
function keyOf(der: Uint8Array, key: Element | undefined): P256PublicJwk | null {
  const [algorithm, bits] = membersOf(der, key, tags.sequence)
  if (!is(der, algorithm, keyOnP256) || bits?.tag !== bitString) return null
  const point = der.slice(bits.start, bits.end)
  // No unused bits, then an uncompressed point.
  if (point.length !== 66 || point[0] !== 0 || point[1] !== 4) return null
  const [x, y] = [toBase64Url(point.slice(2, 34)), toBase64Url(point.slice(34))]
  return isP256Point(x, y) ? { kty: 'EC', crv: 'P-256', x, y } : null
}

/** Two numbers, as JOSE writes them. @see RFC 5480, appendix A; RFC 7518, section 3.4 */
function signatureOf(der: Uint8Array, { start, end }: Element): string | null {
  if (der[start] !== 0) return null
  const numbers = membersOf(der, elementAt(der, start + 1, end), tags.sequence)
  const both = new Uint8Array(64)
  if (numbers.length !== 2) return null
  for (const [place, number] of numbers.entries()) {
    const bytes = der.subarray(number.start, number.end)
    const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
    if (number.tag !== tags.integer || digits.length > 32) return null
    both.set(digits, 32 * (place + 1) - digits.length)
  }
  return toBase64Url(both)
}

function alternativeNames(der: Uint8Array): readonly { readonly tag: number; readonly content: Uint8Array }[] {
  const value = extensionsOf(der).find(({ oid }) => oid === subjectAltName)?.value
  if (value === undefined) return []
  return membersOf(value, elementAt(value, 0, value.length), tags.sequence).map(({ tag, start, end }) => ({ tag, content: value.subarray(start, end) }))
}

const ascii = (bytes: Uint8Array): string[] => (bytes.every((byte) => byte > 0x20 && byte < 0x7f) ? [String.fromCharCode(...bytes)] : [])

/** @see RFC 5280, section 4.1.2.4 */
function nameIn(der: Uint8Array, name: Element, wanted: string): string {
  for (const relative of membersOf(der, name, tags.sequence)) {
    for (const attribute of membersOf(der, relative, set)) {
      const [type, value] = membersOf(der, attribute, tags.sequence)
      if (type === undefined || value === undefined || hexOf(der, type) !== wanted || ![utf8String, printableString].includes(value.tag)) continue
      return textOf(der.slice(value.start, value.end))
    }
  }
  return ''
}

function textOf(bytes: Uint8Array): string {
  try {
    return strictUtf8(bytes)
  } catch {
    return ''
  }
}
