import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { hmacBytes } from '@counterfoil/service-kit/crypto/hmac'
import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { ProofCrypto } from '../ports.ts'

/** Judges key proofs with the platform's own crypto; nonces of one authority are worth nothing at another. */
export function proofCrypto(serviceSecret: string, trustedKeyOf: ProofCrypto['trustedKeyOf']): ProofCrypto {
  const holderKey = toBase64Url(deriveKey(serviceSecret, 'holder key hash'))
  const macs = new Map<string, (message: Uint8Array) => Uint8Array>()
  return {
    decodeText,
    trustedKeyOf,
    verifyEs256: verifyEs256ByJwk,
    nonceMac: (authority) => {
      const known = macs.get(authority)
      if (known !== undefined) return known
      const key = deriveKey(serviceSecret, `nonce of ${authority}`)
      const mac = (message: Uint8Array): Uint8Array => hmacBytes(key, message)
      macs.set(authority, mac)
      return mac
    },
    holderHash: ({ x, y }) => keyedHash(holderKey, `${x}.${y}`),
  }
}
