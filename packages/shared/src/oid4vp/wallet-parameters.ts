import { isJsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

// Printable, and of a length that any random number has room in.
const nonceText = /^[\x21-\x7e]{1,512}$/
const largestMetadata = 32_768

const malformed = (detail: string): Refusal => new Refusal('invalid_request', { detail })

/** What a wallet said of itself when it fetched a Request Object. */
export interface WalletParameters {
  /** Null when it gave none. */
  readonly nonce: string | null
  /** Whether it can check what we sign; true where it doesn't say. */
  readonly checksEs256: boolean
}

/** The parameters of a wallet that gave none. */
export const noWalletParameters: WalletParameters = { nonce: null, checksEs256: true }

/**
 * What a wallet sends along. Refuses `invalid_request` for what is malformed. Whatever else it says of itself changes nothing:
 * what is asked for is what the form needs. @see OpenID4VP 1.0, section 5.10
 */
export function walletParametersIn({ wallet_nonce: nonce, wallet_metadata: metadata }: { readonly wallet_nonce?: string; readonly wallet_metadata?: string }): WalletParameters {
  if (nonce !== undefined && !nonceText.test(nonce)) throw malformed('wallet_nonce')
  return { nonce: nonce ?? null, checksEs256: metadata === undefined || checksEs256(metadata) }
}

function checksEs256(text: string): boolean {
  const parsed = text.length > largestMetadata ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) throw malformed('wallet_metadata')
  const { request_object_signing_alg_values_supported: algorithms } = parsed.value
  return algorithms === undefined || (Array.isArray(algorithms) && algorithms.includes('ES256'))
}
