import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import type { JsonObject } from '../kernel/json.ts'

/** Details of a transaction that the holder is to authorise. @see OpenID4VP 1.0, section 5.1 */
export interface TransactionDetails extends JsonObject {
  readonly type: string
}

/** One transaction as a request carries it: every later hash is of exactly this text. */
export const encodeTransaction = (details: TransactionDetails, credentialIds: readonly string[]): string => toBase64Url(utf8(JSON.stringify({ ...details, credential_ids: credentialIds })))

/**
 * Whether a Key Binding JWT, whose signature was verified, authorises exactly these transactions. Only SHA-256 is asked for,
 * so only that may be named. Without transactions nothing is asked of it. @see OpenID4VP 1.0, appendix B.3.3.1
 */
export function authorisesTransactions(binding: JsonObject | null, transactions: readonly string[], sha256: (text: string) => string): boolean {
  if (transactions.length === 0) return true
  const { transaction_data_hashes: hashes, transaction_data_hashes_alg: algorithm = 'sha-256' } = binding ?? {}
  if (algorithm !== 'sha-256' || !Array.isArray(hashes)) return false
  const wanted = transactions.map(sha256)
  return hashes.length === wanted.length && wanted.every((hash) => hashes.includes(hash))
}
