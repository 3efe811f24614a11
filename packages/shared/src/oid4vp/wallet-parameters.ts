import { isJsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

// Printable, and of a length that any random number has room in.
const nonceText = /^[\x21-\x7e]{1,512}$/
const largestMetadata = 32_768

const malformed = (detail: string): Refusal => new Refusal('invalid_request', { detail })

/**
 * The nonce that a wallet gave when it fetched a Request Object; null when it gave none. Refuses `invalid_request` for
 * parameters that are malformed, and for a wallet that says it could not check what we sign. Whatever else it says of
 * itself changes nothing: what is asked for is what the form needs. @see OpenID4VP 1.0, section 5.10
 */
export function walletNonceIn({ wallet_nonce: nonce, wallet_metadata: metadata }: { readonly wallet_nonce?: string; readonly wallet_metadata?: string }): string | null {
  if (nonce !== undefined && !nonceText.test(nonce)) throw malformed('wallet_nonce')
  if (metadata !== undefined) checkMetadata(metadata)
  return nonce ?? null
}

function checkMetadata(text: string): void {
  const parsed = text.length > largestMetadata ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) throw malformed('wallet_metadata')
  const { request_object_signing_alg_values_supported: algorithms } = parsed.value
  if (algorithms !== undefined && !(Array.isArray(algorithms) && algorithms.includes('ES256'))) throw malformed('the wallet does not check ES256')
}
