import { createHmac, createSecretKey } from 'node:crypto'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
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
      // A key object: Node takes four times as long over a key given as bytes.
      const key = createSecretKey(deriveKey(serviceSecret, `nonce of ${authority}`))
      const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', key).update(message).digest()
      macs.set(authority, mac)
      return mac
    },
    holderHash: ({ x, y }) => keyedHash(holderKey, `${x}.${y}`),
  }
}
