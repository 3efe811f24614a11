import type { KeyObject } from 'node:crypto'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ResultSealer } from '../ports.ts'

/** Keys that were imported when a presentation began, for as long as this process remembers it. */
const imported = new WeakMap<P256PublicJwk, KeyObject>()

/** Seals results as compact JWE with ECDH-ES and A256GCM. */
export const resultSealer: ResultSealer = {
  accepts: (key) => {
    if (key.kty !== 'EC' || key.crv !== 'P-256' || 'd' in key) return false
    try {
      imported.set(key, importP256(key))
      return true
    } catch {
      return false
    }
  },
  seal: (to, plaintext) => encryptJwe({ to: imported.get(to) ?? to, plaintext, enc: 'A256GCM', ...(to.kid === undefined ? {} : { kid: to.kid }) }),
}
