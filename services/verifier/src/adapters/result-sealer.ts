import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ResultSealer } from '../ports.ts'

function isOnCurve(key: P256PublicJwk): boolean {
  try {
    importP256(key)
    return true
  } catch {
    return false
  }
}

/** Seals results as compact JWE with ECDH-ES and A256GCM. */
export const resultSealer: ResultSealer = {
  accepts: (key) => key.kty === 'EC' && key.crv === 'P-256' && !('d' in key) && isOnCurve(key),
  seal: (to, plaintext) => encryptJwe({ to, plaintext, enc: 'A256GCM', ...(to.kid === undefined ? {} : { kid: to.kid }) }),
}
