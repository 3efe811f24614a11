import { clientAuthenticationClientAttestationJwt, type AuthorizationServerMetadata, type CallbackContext, type ClientAuthenticationCallback } from '@openid4vc/oauth2'
import { Fault } from '../../domain/fault.ts'
import type { Http, ProvingKey } from '../../ports.ts'
import type { WalletProvider } from '../../ports/wallet-provider.ts'
import { fetchFromIssuer } from './issuer-addresses.ts'

export const attestedMethod = 'attest_jwt_client_auth'

/** Whether an authorization server takes, and may want, attested wallets. @see draft-ietf-oauth-attestation-based-client-auth-07, section 9 */
export const takesAttested = ({ token_endpoint_auth_methods_supported: methods = [] }: Pick<AuthorizationServerMetadata, 'token_endpoint_auth_methods_supported'>): boolean => methods.includes(attestedMethod)

interface Attesting {
  readonly provider: WalletProvider
  readonly http: Http
  /** The credential issuer. */
  readonly identifier: string
  /** The key of this wallet towards one issuer and for one sign-in: the one that tokens are bound to. */
  readonly instance: ProvingKey
  readonly clientId: string
  readonly callbacks: Pick<CallbackContext, 'generateRandom' | 'signJwt'>
}

/**
 * Shows the issuer an attestation for a key that no other issuer sees, with a proof of that key made for this request. No attestation is
 * fetched before a server wants one, and none goes to two issuers. @see the same, sections 5 and 8; HAIP 1.0, section 4.4.1
 */
export function attestedClient({ provider, http, identifier, instance, clientId, callbacks }: Attesting): ClientAuthenticationCallback {
  let attestation: Promise<string> | undefined
  return async (request) => {
    attestation ??= provider.attestClient(instance)
    const challenge = await challengeOf(request.authorizationServerMetadata, fetchFromIssuer(http, identifier))
    const signJwt: CallbackContext['signJwt'] = (signer, { header, payload }) => callbacks.signJwt(signer, { header, payload: challenge === null ? payload : { ...payload, challenge } })
    await clientAuthenticationClientAttestationJwt({ clientAttestationJwt: await attestation, callbacks: { ...callbacks, signJwt } })(request)
    request.body['client_id'] = clientId
  }
}

/** What the server wants to find in the proof; null where it has nobody ask. @see the same, section 8.1 */
async function challengeOf({ challenge_endpoint: endpoint }: AuthorizationServerMetadata & { readonly challenge_endpoint?: unknown }, fetch: ReturnType<typeof fetchFromIssuer>): Promise<string | null> {
  if (endpoint === undefined) return null
  if (typeof endpoint !== 'string') throw new Fault('offer_not_usable')
  const answer = (await (await fetch(endpoint, { method: 'POST' })).json().catch(() => ({}))) as { readonly attestation_challenge?: unknown }
  if (typeof answer.attestation_challenge !== 'string') throw new Fault('not_reachable')
  return answer.attestation_challenge
}
