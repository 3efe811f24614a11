import { createHash } from 'node:crypto'
import { isNumericDate, plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { calculateJwkThumbprint, type JWK, type JWTPayload } from 'jose'

/** A wallet's clock may be off by this much. */
const clockTolerance = 60
const longest = 8192

/** Text that a library may be given: it is no longer than anybody needs. */
export const isShort = (jwt: string): boolean => jwt.length <= longest

/** Whether a proof was made just now. */
export const isFresh = ({ iat }: JWTPayload, now: EpochSeconds): boolean => isNumericDate(iat) && Math.abs(iat - now) <= clockTolerance

/** As long as a proof can be fresh, and a little more: its id is remembered until then. */
export const forgottenAt = (now: EpochSeconds): EpochSeconds => plus(now, seconds(3 * clockTolerance))

/** What is remembered of a proof's id. */
export const idOf = (jkt: string, jti: string): Uint8Array => createHash('sha256').update(`${jkt} ${jti}`).digest()

/** Thumbprint of a public P-256 key; null for any other, and for one that comes with its private part. @see RFC 7638 */
export async function thumbprintOf(jwk: unknown): Promise<string | null> {
  if (typeof jwk !== 'object' || jwk === null) return null
  const { kty, crv, x, y, d, k } = jwk as JWK & { readonly k?: unknown }
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || d !== undefined || k !== undefined) return null
  return calculateJwkThumbprint({ kty, crv, x, y })
}
