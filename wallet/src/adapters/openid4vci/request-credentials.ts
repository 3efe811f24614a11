import { Oauth2Client } from '@openid4vc/oauth2'
import type { IssuerMetadataResult } from '@openid4vc/openid4vci'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { Fault } from '../../domain/fault.ts'
import type { Copies, Issuer, Later } from '../../ports.ts'
import { asObject } from '../careful-fetch.ts'
import { proofsOf } from './attested-keys.ts'
import { callbacksOf, clientOf, dpopOf, type Needs } from './client-of.ts'
import type { EncryptedMessages } from './encrypted-messages.ts'
import { faultOf, isPassing, refusedAnswer } from './library-faults.ts'

/** One issuer, and how to speak with it. */
export interface Spoken {
  readonly needs: Needs
  readonly identifier: string
  readonly issuerMetadata: IssuerMetadataResult
  readonly messages: EncryptedMessages | null
}

/** @see OpenID4VCI 1.0, section 8 */
export const request =
  ({ needs, identifier, issuerMetadata, messages }: Spoken): Issuer['request'] =>
  async ({ configurationId, identifier: wanted, token, holders, boundTo }) => {
    const client = clientOf(needs, identifier, { keys: boundTo === null ? holders : [...holders, boundTo], messages, identifier: wanted })
    const attempt = async () => {
      // Whoever wants a nonce in proofs says where to get one. @see OpenID4VCI 1.0, section 7
      const nonce = issuerMetadata.credentialIssuer.nonce_endpoint === undefined ? undefined : (await client.requestNonce({ issuerMetadata })).c_nonce
      const issuedAt = new Date(needs.now() * 1000)
      const proofs = await proofsOf(holders, { client, issuerMetadata, configurationId, provider: needs.provider, nonce, issuedAt })
      const { credentialResponse } = await client.retrieveCredentials({ issuerMetadata, credentialConfigurationId: configurationId, accessToken: token, proofs, ...dpopOf(boundTo) })
      return credentialResponse
    }
    try {
      // A nonce can run out between two requests; a new one is asked for once.
      const answer = await attempt().catch((error: unknown) => {
        if (refusedAnswer(error)?.error !== 'invalid_nonce') throw error
        return attempt()
      })
      return laterIn(answer) ?? copiesIn(answer)
    } catch (error) {
      throw faultOf(error, 'issuing_failed')
    }
  }

/** Not by the library, which takes no answer that has both credentials and the id to tell of them by. @see OpenID4VCI 1.0, section 9 */
export const collectLater =
  ({ needs, identifier, issuerMetadata, messages }: Spoken): Issuer['collectLater'] =>
  async ({ transactionId, token, boundTo }) => {
    const url = issuerMetadata.credentialIssuer.deferred_credential_endpoint
    if (url === undefined) throw new Fault('offer_not_usable')
    const callbacks = callbacksOf(needs, identifier, { keys: boundTo === null ? [] : [boundTo], messages })
    try {
      const requestOptions = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ transaction_id: transactionId }) }
      const { ok, response } = await new Oauth2Client({ callbacks }).resourceRequest({ url, callbacks, accessToken: token, requestOptions, ...dpopOf(boundTo) })
      const answer: Answer = asObject(await response.text())
      if (ok) return laterIn(answer) ?? copiesIn(answer)
      if (response.status === 401) return { is: 'token_over' }
      if (answer.error === 'invalid_transaction_id') return { is: 'transaction_over' }
      if (answer.error === 'credential_request_denied') return { is: 'refused' }
      throw new Fault(isPassing(response.status) ? 'not_reachable' : 'issuing_failed')
    } catch (error) {
      throw faultOf(error, 'issuing_failed')
    }
  }

/** What either endpoint may answer. Anybody may have written it. */
interface Answer {
  readonly credentials?: unknown
  readonly transaction_id?: unknown
  readonly interval?: unknown
  readonly notification_id?: unknown
  readonly error?: unknown
}

const defaultInterval = 60

/** Null for an answer that isn't of something to come: credentials and a transaction exclude each other. */
function laterIn({ transaction_id: transactionId, interval, credentials }: Answer): Later | null {
  if (typeof transactionId !== 'string' || transactionId === '' || credentials !== undefined) return null
  return { is: 'later', transactionId, interval: typeof interval === 'number' ? interval : defaultInterval }
}

/** Credentials come as text; the shapes of drafts are not taken. Which key each is for is judged later. @see OpenID4VCI 1.0, section 8.3 */
function copiesIn({ credentials, notification_id: notificationId }: Answer): Copies {
  const texts = (Array.isArray(credentials) ? (credentials as readonly unknown[]) : []).map((entry) => {
    const credential = isJsonObject(entry) ? entry['credential'] : undefined
    if (typeof credential !== 'string') throw new Fault('credential_wrong')
    return credential
  })
  return { is: 'issued', credentials: texts, notificationId: typeof notificationId === 'string' ? notificationId : null }
}
