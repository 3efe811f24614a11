import { createPublicKey, verify, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto'
import { inflateSync } from 'node:zlib'

/** A status list as it was published, read by nothing that the services read or write it with. @see Token Status List, section 5.1 */
export interface ReadList {
  readonly subject: unknown
  readonly issuedAt: number
  readonly expiresAt: number | null
  readonly kid: unknown
  readonly bits: number
  readonly bytes: Uint8Array
  readonly isSignedBy: (key: KeyObject) => boolean
}

const largest = 64 * 1024 * 1024
const json = (part: string): Readonly<Record<string, unknown>> => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>

/** Reads a Status List Token; throws when it is none. */
export function readListToken(token: string): ReadList {
  const [head = '', body = '', signature = '', ...more] = token.split('.')
  if (more.length > 0) throw new Error('it has more than three parts')
  const [header, payload] = [json(head), json(body)]
  if (header['typ'] !== 'statuslist+jwt' || header['alg'] !== 'ES256') throw new Error('its header is not the one of a status list')
  const { bits, lst } = payload['status_list'] as { readonly bits?: unknown; readonly lst?: unknown }
  if (![1, 2, 4, 8].includes(bits as number) || typeof lst !== 'string' || typeof payload['iat'] !== 'number') throw new Error('it lacks bits, lst or iat')
  return {
    subject: payload['sub'],
    issuedAt: payload['iat'],
    expiresAt: typeof payload['exp'] === 'number' ? payload['exp'] : null,
    kid: header['kid'],
    bits: bits as number,
    bytes: inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: largest }),
    isSignedBy: (key) => verify('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  }
}

/** The entry at an index, the least significant bits first. @see Token Status List, section 4.1 */
export const entryAt = ({ bits, bytes }: Pick<ReadList, 'bits' | 'bytes'>, index: number): number => ((bytes[Math.floor((index * bits) / 8)] ?? 0) >> ((index * bits) % 8)) & ((1 << bits) - 1)

export const sizeOf = ({ bits, bytes }: Pick<ReadList, 'bits' | 'bytes'>): number => (bytes.length * 8) / bits

/** The key of a certificate, or of a key in its JSON form; null when it can't be read. */
export function publicKeyOf(given: { readonly x5c: readonly string[]; readonly jwk: JsonWebKey | undefined }): KeyObject | null {
  try {
    return given.jwk === undefined ? new X509Certificate(Buffer.from(given.x5c[0] ?? '', 'base64')).publicKey : createPublicKey({ key: given.jwk, format: 'jwk' })
  } catch {
    return null
  }
}
