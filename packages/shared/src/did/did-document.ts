import type { Json, JsonObject } from '../kernel/json.ts'

/** @see DID Core 1.0, section 5.2 */
export interface VerificationMethod {
  readonly id: string
  readonly type: string
  readonly controller: string
  readonly publicKeyJwk?: JsonObject
  readonly publicKeyMultibase?: string
  readonly publicKeyHex?: string
  readonly publicKeyBase64?: string
  readonly publicKeyBase58?: string
  readonly publicKeyPem?: string
  readonly value?: string
  readonly blockchainAccountId?: string
  /** What its owner says that it is for, beside the relationships it stands in: `status` signs status lists and issues nothing. */
  readonly counterfoil_purpose?: string
  /** From when on it is over. @see Controlled Identifiers 1.0, section 2.2 */
  readonly expires?: string
  readonly revoked?: string
}

export interface DidService {
  readonly id: string
  readonly type: string
  readonly serviceEndpoint: Json
}

/** A DID document whose ids are all absolute. @see DID Core 1.0, section 5 */
export interface DidDocument {
  readonly id: string
  readonly verificationMethod: readonly VerificationMethod[]
  readonly authentication: readonly string[]
  readonly assertionMethod: readonly string[]
  readonly service?: readonly DidService[]
  readonly keyAgreement?: readonly string[]
  readonly capabilityInvocation?: readonly string[]
  readonly capabilityDelegation?: readonly string[]
}
