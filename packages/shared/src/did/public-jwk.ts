import { fromBase64Url, toBase64Url } from '../kernel/bytes.ts'
import { bigIntOf, coordinateBytes, isOnCurve, p256, secp256k1, type PrimeCurve } from '../kernel/elliptic-curve.ts'
import { isJsonObject } from '../kernel/json.ts'

/** A public key of the kinds that DIDs carry here, with nothing beside it. @see RFC 7518, section 6.2; RFC 8037; RFC 8812 */
export type PublicJwk =
  | { readonly kty: 'EC'; readonly crv: 'P-256' | 'secp256k1'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }

const curves: Readonly<Record<'P-256' | 'secp256k1', PrimeCurve>> = { 'P-256': p256, secp256k1 }
const privateMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

const coordinate = (value: unknown): bigint | null => {
  const bytes = typeof value === 'string' && value.length === 43 ? fromBase64Url(value) : null
  return bytes === null ? null : bigIntOf(bytes)
}

/**
 * The key of a JSON Web Key; null for a private one, for another kind, for coordinates that are not canonical and for
 * what is no point of its curve. That an Ed25519 key is a point shows when it verifies.
 */
export function parsePublicJwk(value: unknown): PublicJwk | null {
  if (!isJsonObject(value) || privateMembers.some((member) => Object.hasOwn(value, member))) return null
  const { kty, crv, x, y } = value
  const across = coordinate(x)
  if (typeof x !== 'string' || across === null) return null
  if (kty === 'OKP' && crv === 'Ed25519' && y === undefined) return { kty, crv, x }
  if (kty !== 'EC' || (crv !== 'P-256' && crv !== 'secp256k1') || typeof y !== 'string') return null
  const up = coordinate(y)
  return up !== null && isOnCurve(across, up, curves[crv]) ? { kty, crv, x, y } : null
}

/** The key of a point that is known to be one. */
export const jwkOfPoint = (crv: 'P-256' | 'secp256k1', { x, y }: { readonly x: bigint; readonly y: bigint }): PublicJwk => ({
  kty: 'EC',
  crv,
  x: toBase64Url(coordinateBytes(x)),
  y: toBase64Url(coordinateBytes(y)),
})

/** The curve that a name stands for. */
export const curveOf = (crv: 'P-256' | 'secp256k1'): PrimeCurve => curves[crv]
