import type { Json } from '../kernel/json.ts'

/** @see DID Core 1.0, section 5.2 */
export interface VerificationMethod {
  readonly id: string
  readonly type: string
  readonly controller: string
  readonly publicKeyHex?: string
  readonly publicKeyBase64?: string
  readonly publicKeyBase58?: string
  readonly publicKeyPem?: string
  readonly value?: string
  readonly blockchainAccountId?: string
}

export interface DidService {
  readonly id: string
  readonly type: string
  readonly serviceEndpoint: Json
}

/** @see DID Core 1.0, section 5 */
export interface DidDocument {
  readonly id: string
  readonly verificationMethod: readonly VerificationMethod[]
  readonly authentication: readonly string[]
  readonly assertionMethod: readonly string[]
  readonly keyAgreement?: readonly string[]
  readonly service?: readonly DidService[]
}
