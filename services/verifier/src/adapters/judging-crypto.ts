import type { KeyObject } from 'node:crypto'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { sha256Base64Url, verifyEs256, verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import type { JudgingCrypto } from '../ports.ts'

/** ES256 on node:crypto. A holder's key is new each time, so only issuers' keys are worth keeping imported. */
export const judgingCrypto: JudgingCrypto<KeyObject> = {
  sha256: sha256Base64Url,
  decodeText,
  verifyIssuer: verifyEs256,
  verifyHolder: verifyEs256ByJwk,
}
