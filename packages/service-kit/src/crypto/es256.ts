import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

// What stands before the coordinates in an uncompressed P-256 key: 27 bytes, so that base64 of the rest can follow base64 of it.
const spkiStart = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')
const pemStart = `-----BEGIN PUBLIC KEY-----\n${spkiStart.toString('base64')}`
const pemEnd = '\n-----END PUBLIC KEY-----'
const point = Buffer.alloc(64)
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const half = 32
const zero = Buffer.alloc(half)
const scratch = Buffer.alloc(72)
const raw = Buffer.alloc(64)

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? Buffer.from(content) : content)

/** SHA-256 of text or bytes as base64url. */
export const sha256Base64Url = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

/** ES256 over the signing input: base64url of r and s. @see RFC 7518, section 3.4 */
export const signEs256 = (key: KeyObject, signingInput: string | Uint8Array): string => rawFromDer(sign('sha256', bytesOf(signingInput), key))

/** Whether the signature is one of 64 bytes, canonically written, by this key. Never throws for what it is given. */
export function verifyEs256(key: KeyObject, signingInput: string | Uint8Array, signature: string): boolean {
  const der = derOf(signature)
  return der !== null && verify('sha256', bytesOf(signingInput), key, der)
}

/** The same for a key that is used once; false, too, for one that is no point of the curve. An object of it would be made for nothing. */
export function verifyEs256ByJwk(jwk: P256PublicJwk, signingInput: string | Uint8Array, signature: string): boolean {
  const der = derOf(signature)
  try {
    return der !== null && verify('sha256', bytesOf(signingInput), pemOf(jwk), der)
  } catch {
    return false
  }
}

/** As DER, or null. Good until the next is asked for. */
function derOf(signature: string): Buffer | null {
  if (signature.length !== 86) return null
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return null
  return isScalar(bytes.subarray(0, half)) && isScalar(bytes.subarray(half)) ? derFromRaw(bytes) : null
}

const isScalar = (bytes: Buffer): boolean => bytes.compare(order) < 0 && !bytes.equals(zero)

/**
 * Imports a P-256 public key; throws when the coordinates are not 32 bytes each or lie off the curve. As PEM, in one text:
 * Node takes more than twice as long over DER or a JWK, since it first asks an object whether it is a key already.
 */
export const importP256 = (jwk: P256PublicJwk): KeyObject => createPublicKey(pemOf(jwk))

function pemOf({ x, y }: P256PublicJwk): string {
  writeCoordinate(x, 0)
  writeCoordinate(y, half)
  return `${pemStart}${point.toString('base64')}${pemEnd}`
}

function writeCoordinate(coordinate: string, place: number): void {
  const written = coordinate.length === 43 && point.write(coordinate, place, 'base64url') === half
  // Spare bits would give one key several spellings.
  if (!written || point.toString('base64url', place, place + half) !== coordinate) throw new TypeError('not a P-256 coordinate')
}

// OpenSSL speaks DER natively; asking Node for r and s costs more than the signature itself (shared/performance.md).
function derFromRaw(signature: Buffer): Buffer {
  let end = 2
  for (const start of [0, half]) {
    let first = start
    while (first < start + half - 1 && signature[first] === 0) first += 1
    const padded = ((signature[first] ?? 0) & 0x80) !== 0
    scratch[end] = 2
    scratch[end + 1] = start + half - first + (padded ? 1 : 0)
    end += 2
    if (padded) {
      scratch[end] = 0
      end += 1
    }
    end += signature.copy(scratch, end, first, start + half)
  }
  scratch[0] = 0x30
  scratch[1] = end - 2
  return scratch.subarray(0, end)
}

function rawFromDer(der: Buffer): string {
  raw.fill(0)
  let place = 3
  for (const start of [0, half]) {
    let length = der[place] ?? 0
    let from = place + 1
    if (length === half + 1) {
      from += 1
      length -= 1
    }
    der.copy(raw, start + half - length, from, from + length)
    place = from + length + 1
  }
  return raw.toString('base64url')
}
