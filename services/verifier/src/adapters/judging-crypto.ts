import type { KeyObject } from 'node:crypto'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { importP256, sha256Base64Url, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { JudgingCrypto } from '../ports.ts'

function imported(jwk: P256PublicJwk): KeyObject | null {
  try {
    return importP256(jwk)
  } catch {
    return null
  }
}

/** ES256 on node:crypto. A holder's key is new each time, so only issuers' keys are worth keeping imported. */
export const judgingCrypto: JudgingCrypto<KeyObject> = {
  sha256: sha256Base64Url,
  decodeText,
  verifyIssuer: verifyEs256,
  verifyHolder: (jwk, signingInput, signature) => {
    const key = imported(jwk)
    return key !== null && verifyEs256(key, signingInput, signature)
  },
}
