import { fromBase58 } from '../kernel/base58.ts'
import { toBase64Url } from '../kernel/bytes.ts'
import { decompressPoint } from '../kernel/elliptic-curve.ts'
import { curveOf, jwkOfPoint, type PublicJwk } from './public-jwk.ts'

const longest = 64

/**
 * The key of a Multikey: `z`, then base58 of the kind of key and its bytes, a point being compressed. Null for another
 * encoding or kind, and for what is no point of its curve. @see Controlled Identifiers 1.0, section 2.2.2
 */
export function decodeMultikey(text: string): PublicJwk | null {
  const bytes = text.startsWith('z') && text.length <= longest ? fromBase58(text.slice(1)) : null
  if (bytes === null) return null
  const key = bytes.subarray(2)
  switch (bytes[0] === undefined || bytes[1] === undefined ? '' : `${bytes[0].toString(16)} ${bytes[1].toString(16)}`) {
    case '80 24':
      return decompressed('P-256', key)
    case 'e7 1':
      return decompressed('secp256k1', key)
    case 'ed 1':
      return key.length === 32 ? { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(key) } : null
    default:
      return null
  }
}

function decompressed(crv: 'P-256' | 'secp256k1', key: Uint8Array): PublicJwk | null {
  const point = decompressPoint(key, curveOf(crv))
  return point === null ? null : jwkOfPoint(crv, point)
}
