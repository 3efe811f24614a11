import { X509Certificate, createPublicKey, type JsonWebKey } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { importX509, jwtVerify, type JWTPayload, type ProtectedHeaderParameters } from 'jose'

export interface Signed {
  readonly header: ProtectedHeaderParameters & Readonly<Record<string, unknown>>
  readonly claims: JWTPayload & Readonly<Record<string, unknown>>
}

export const jwtPart = (compact: string, place: 0 | 1): Readonly<Record<string, unknown>> => JSON.parse(Buffer.from(compact.split(/[.~]/)[place] ?? '', 'base64url').toString()) as Readonly<Record<string, unknown>>

export const pemOf = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----`

/** Judges a JWT by the certificate in its header, as HAIP 1.0 has it: issued by an anchor that isn't in the header itself. */
export async function verifyByCertificate(compact: string, anchors: readonly string[], typ: string): Promise<Signed> {
  const { x5c } = jwtPart(compact, 0) as { x5c?: readonly string[] }
  const [leaf, ...above] = x5c ?? []
  if (leaf === undefined) throw new Error('no x5c')
  const certificate = new X509Certificate(Buffer.from(leaf, 'base64'))
  const roots = anchors.map((pem) => new X509Certificate(pem))
  if (above.some((one) => roots.some((root) => root.raw.equals(Buffer.from(one, 'base64'))))) throw new Error('the anchor is in x5c')
  if (certificate.checkIssued(certificate)) throw new Error('the leaf is self-signed')
  if (!roots.some((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey))) throw new Error('not issued by an anchor')
  const { payload, protectedHeader } = await jwtVerify(compact, await importX509(pemOf(leaf), 'ES256'), { typ, algorithms: ['ES256'] })
  return { header: protectedHeader, claims: payload }
}

/** The same by a key that a DID document has under the `kid`. */
export async function verifyByKid(compact: string, keyOf: (kid: string) => Promise<JsonWebKey>, typ: string): Promise<Signed> {
  const { kid } = jwtPart(compact, 0)
  if (typeof kid !== 'string') throw new Error('no kid')
  const { payload, protectedHeader } = await jwtVerify(compact, createPublicKey({ key: await keyOf(kid), format: 'jwk' }), { typ, algorithms: ['ES256'] })
  return { header: protectedHeader, claims: payload }
}

/** One entry of a Token Status List: least significant bits first. @see Token Status List, section 4.1 */
export function entryOf(claims: Readonly<Record<string, unknown>>, idx: number): number {
  const { bits, lst } = claims['status_list'] as { bits: number; lst: string }
  const bytes = inflateSync(Buffer.from(lst, 'base64url'))
  const perByte = 8 / bits
  return ((bytes[Math.floor(idx / perByte)] ?? 0) >> ((idx % perByte) * bits)) & (2 ** bits - 1)
}

export interface StatusPlace {
  readonly idx: number
  readonly uri: string
}

export const fetchText = async (url: string, accept: string): Promise<string> => {
  const answer = await fetch(url, { headers: { accept } })
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return answer.text()
}
