import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { ResultSealer } from '../ports.ts'
import { isOnP256 } from './p256-point.ts'

/** Seals results as compact JWE with ECDH-ES and A256GCM. */
export const resultSealer: ResultSealer = {
  accepts: (key) => key.kty === 'EC' && key.crv === 'P-256' && !('d' in key) && isOnP256(key),
  seal: (to, plaintext) => encryptJwe({ to, plaintext, enc: 'A256GCM', ...(to.kid === undefined ? {} : { kid: to.kid }) }),
}
