import type { P256PublicJwk } from '../kernel/jwk.ts'
import { sha256Text } from '../kernel/sha256.ts'

/** @see RFC 7638, section 3 */
export const thumbprintOf = ({ crv, kty, x, y }: P256PublicJwk): string => sha256Text(JSON.stringify({ crv, kty, x, y }))
