import type { AwsKmsSettings } from './aws-kms/kms-client.ts'
import type { TokenSettings } from './pkcs11/token.ts'

/** Where a key encryption key is. */
export type KekSource =
  | { readonly from: 'file'; readonly file: string }
  | { readonly from: 'environment'; readonly variable: string }
  /** An AES key in a PKCS#11 token, by its label. */
  | { readonly from: 'token'; readonly token: TokenSettings; readonly label: string }

/** Keys in the identities' database, each in an envelope. */
export interface EnvelopeSettings {
  readonly kind: 'envelope'
  readonly current: KekSource
  /** Given until every key is under the current one. */
  readonly former: readonly KekSource[]
}

/** Which custody a process keeps its keys in. Holds no secret: only where each is. */
export type CustodySettings = EnvelopeSettings | { readonly kind: 'pkcs11'; readonly token: TokenSettings } | { readonly kind: 'aws-kms'; readonly kms: AwsKmsSettings }

/** Envelopes under a key encryption key in a file. */
export const envelopesUnder = (file: string, ...former: readonly string[]): EnvelopeSettings => ({
  kind: 'envelope',
  current: { from: 'file', file },
  former: former.map((one) => ({ from: 'file', file: one })),
})
