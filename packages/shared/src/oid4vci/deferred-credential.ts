import { isJsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { responseEncryptionOf, type MessageTransport, type ResponseEncryption } from './message-encryption.ts'

/** What a wallet asks for that was told to come again. */
export interface DeferredCredentialRequest {
  readonly transactionId: string
  /** That of the first request counts no more. */
  readonly responseEncryption: ResponseEncryption | null
}

/** Reads a Deferred Credential Request. Unknown members are ignored. @see OpenID4VCI 1.0, section 9.1 */
export function parseDeferredCredentialRequest(body: unknown, transport: MessageTransport): DeferredCredentialRequest {
  if (!isJsonObject(body)) throw new Refusal('invalid_credential_request', { detail: 'not an object' })
  const { transaction_id: transactionId } = body
  if (typeof transactionId !== 'string' || transactionId === '') throw new Refusal('invalid_credential_request', { detail: 'no transaction id' })
  return { transactionId, responseEncryption: responseEncryptionOf(body['credential_response_encryption'], transport) }
}

/** The answer with HTTP status 202: not yet. @see OpenID4VCI 1.0, sections 8.3 and 9.2 */
export const deferredResponse = ({ transactionId, interval }: { readonly transactionId: string; readonly interval: number }) => ({ transaction_id: transactionId, interval })
