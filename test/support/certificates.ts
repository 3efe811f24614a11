import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const length = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')
const ecdsaWithSha256 = hex('300a06082a8648ce3d040302')
const name = (commonName: string): Buffer => tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), tlv(0x0c, Buffer.from(commonName)))))
const time = (at: number): Buffer => tlv(0x17, Buffer.from(new Date(at * 1000).toISOString().replaceAll(/^\d\d|[-:T]|\.000/g, '')))

/** An extension by its name and value, both hexadecimal DER. */
export interface Extension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: string
}

const extension = ({ oid, critical = true, value }: Extension): Buffer => tlv(0x30, hex(oid), ...(critical ? [hex('0101ff')] : []), tlv(0x04, hex(value)))

/** `basicConstraints` of an authority; under it so many more may follow. */
export const authority = (pathLength?: number): Extension => ({ oid: '0603551d13', value: pathLength === undefined ? '30030101ff' : `30060101ff0201${pathLength.toString(16).padStart(2, '0')}` })
export const noAuthority: Extension = { oid: '0603551d13', value: '3000' }
export const signsCertificates: Extension = { oid: '0603551d0f', value: '03020106' }
/** Other names of a subject: of hosts, and addresses. */
export const namesOf = ({ dns = [], uris = [] }: { readonly dns?: readonly string[]; readonly uris?: readonly string[] }): Extension => ({
  oid: '0603551d11',
  critical: false,
  value: tlv(0x30, ...dns.map((text) => tlv(0x82, Buffer.from(text))), ...uris.map((text) => tlv(0x86, Buffer.from(text)))).toString('hex'),
})
export const signsData: Extension = { oid: '0603551d0f', value: '03020780' }

const keyName = (number: number): string => number.toString(16).padStart(40, '0')
/** `subjectKeyIdentifier`, and `authorityKeyIdentifier` of what is below it. */
export const named = (number: number): Extension => ({ oid: '0603551d0e', critical: false, value: `0414${keyName(number)}` })
export const authorityKey = (number: number): Extension => ({ oid: '0603551d23', critical: false, value: `30168014${keyName(number)}` })

export interface TestCertificate {
  readonly name: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** Base64 of DER, as in `x5c`. */
  readonly x5c: string
  readonly pem: string
}

/** A certificate of a new key with the extensions that a test says, signed by another's key or its own: what no library would make can be asked for. */
export function certificate(commonName: string, extensions: readonly Extension[], issuer?: TestCertificate, { now = Math.floor(Date.now() / 1000), privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }: { readonly now?: number; readonly privateKey?: KeyObject } = {}): TestCertificate {
  const publicKey = createPublicKey(privateKey)
  const signed = tlv(
    0x30,
    hex('a003020102'),
    tlv(0x02, Buffer.from([1]), randomBytes(8)),
    ecdsaWithSha256,
    name(issuer?.name ?? commonName),
    tlv(0x30, time(now - 3600), time(now + 86_400)),
    name(commonName),
    publicKey.export({ format: 'der', type: 'spki' }),
    ...(extensions.length === 0 ? [] : [tlv(0xa3, tlv(0x30, ...extensions.map(extension)))]),
  )
  const signature = sign('sha256', signed, issuer?.privateKey ?? privateKey)
  const x5c = tlv(0x30, signed, ecdsaWithSha256, tlv(0x03, Buffer.from([0]), signature)).toString('base64')
  return { name: commonName, privateKey, publicKey, x5c, pem: `-----BEGIN CERTIFICATE-----\n${x5c}\n-----END CERTIFICATE-----` }
}
