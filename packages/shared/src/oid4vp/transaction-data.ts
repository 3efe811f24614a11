import { textOfBase64Url, toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { RequestRefused } from './request-refused.ts'

/** Details of a transaction that the holder is to authorise. @see OpenID4VP 1.0, section 5.1 */
export interface TransactionDetails extends JsonObject {
  readonly type: string
}

/** One transaction as a request carries it: every later hash is of exactly this text. */
export const encodeTransaction = (details: TransactionDetails, credentialIds: readonly string[]): string => toBase64Url(utf8(JSON.stringify({ ...details, credential_ids: credentialIds })))

/** The details of one that was encoded here. */
export function transactionDetails(encoded: string): TransactionDetails {
  const { credential_ids: _ids, ...details } = JSON.parse(textOfBase64Url(encoded) ?? '') as TransactionDetails
  return details
}

/** A transaction as a wallet read it, which nobody has put into words yet. */
export interface StatedTransaction {
  /** What is hashed. */
  readonly encoded: string
  /** Without what says how it is authorised. */
  readonly details: TransactionDetails
  /** Any one of them authorises it. */
  readonly credentialIds: readonly string[]
  /** Whether the answer has to say which hash it has. */
  readonly namesHash: boolean
}

const most = 8
const longest = 8192

const isTextList = (value: Json | undefined): value is readonly string[] => Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')

/**
 * The transactions of a request, none where it has none. Refuses what has no shape, is for a credential that isn't asked for,
 * or wants another hash than SHA-256. @see OpenID4VP 1.0, sections 5.1 and 8.4, appendix B.3.3.1
 */
export function transactionsIn(value: Json | undefined, queryIds: readonly string[]): readonly StatedTransaction[] {
  if (value === undefined) return []
  if (!isTextList(value) || value.length > most || new Set(value).size !== value.length) throw new RequestRefused('transaction_not_understood')
  return value.map((encoded) => transactionIn(encoded, queryIds))
}

function transactionIn(encoded: string, queryIds: readonly string[]): StatedTransaction {
  const text = encoded.length > longest ? null : textOfBase64Url(encoded)
  const parsed = text === null ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) throw new RequestRefused('transaction_not_understood')
  const { credential_ids: credentialIds, transaction_data_hashes_alg: algorithms, ...details } = parsed.value
  const { type } = details
  if (typeof type !== 'string' || !isTextList(credentialIds) || !credentialIds.every((id) => queryIds.includes(id))) throw new RequestRefused('transaction_not_understood')
  if (algorithms !== undefined && !(isTextList(algorithms) && algorithms.includes('sha-256'))) throw new RequestRefused('transaction_not_understood')
  return { encoded, details: { ...details, type }, credentialIds, namesHash: algorithms !== undefined }
}

/** What a Key Binding JWT says of the transactions that it authorises. @see OpenID4VP 1.0, appendix B.3.3.1 */
export const authorisation = (transactions: readonly Pick<StatedTransaction, 'encoded' | 'namesHash'>[], sha256: (text: string) => string): JsonObject =>
  transactions.length === 0
    ? {}
    : { transaction_data_hashes: transactions.map(({ encoded }) => sha256(encoded)), ...(transactions.some(({ namesHash }) => namesHash) ? { transaction_data_hashes_alg: 'sha-256' } : {}) }

/**
 * Whether a Key Binding JWT, whose signature was verified, authorises exactly these transactions. Only SHA-256 is asked for,
 * so only that may be named. Without transactions nothing is asked of it. @see OpenID4VP 1.0, appendix B.3.3.1
 */
export function authorisesTransactions(binding: JsonObject | null, transactions: readonly string[], sha256: (text: string) => string): boolean {
  if (transactions.length === 0) return true
  const { transaction_data_hashes: hashes, transaction_data_hashes_alg: algorithm = 'sha-256' } = binding ?? {}
  if (algorithm !== 'sha-256' || !isTextList(hashes)) return false
  const [said, wanted] = [hashes.toSorted(), transactions.map(sha256).toSorted()]
  return said.length === wanted.length && said.every((hash, place) => hash === wanted[place])
}
