import { refusals } from '@counterfoil/service-kit/http/described-answers'
import { describedOnly, json, parameters, text, texts, unknownAuthority, wallets } from './schema-parts.ts'

export const pushedRequest = {
  ...describedOnly,
  schema: {
    ...wallets,
    operationId: 'pushAuthorizationRequest',
    summary: 'Push an authorization request, before a citizen is sent to sign in',
    description: 'RFC 9126; OpenID4VCI 1.0, section 5.1. Types of credentials by `scope`, configurations of them by `authorization_details`: one or several, and each can be collected with the one access token. A wallet that is registered so shows `OAuth-Client-Attestation` and its proof; with a `DPoP` proof, or `dpop_jkt`, the code is bound to that key.',
    consumes: ['application/x-www-form-urlencoded'],
    params: parameters(),
    body: {
      type: 'object',
      required: ['response_type', 'client_id', 'redirect_uri', 'code_challenge', 'code_challenge_method'],
      properties: {
        response_type: { const: 'code' },
        client_id: text,
        redirect_uri: { ...text, description: 'Exactly as registered' },
        code_challenge: text,
        code_challenge_method: { const: 'S256' },
        state: text,
        scope: { ...text, examples: ['residency'] },
        authorization_details: { ...text, description: 'JSON: a list of objects of type `openid_credential`, each of another configuration, with `claims` or without' },
        issuer_state: { ...text, description: 'From an offer with the authorization code grant' },
        dpop_jkt: text,
      },
    },
    response: {
      201: json('Pushed', ['request_uri', 'expires_in'], { request_uri: text, expires_in: { type: 'integer', description: 'Seconds' } }),
      ...refusals('oauth', { 400: '`invalid_request`, `invalid_scope`, `invalid_authorization_details`, `unsupported_response_type`, `invalid_dpop_proof` or `use_dpop_nonce`', 401: '`invalid_client` or `invalid_client_attestation`', ...unknownAuthority, 413: 'The body is too large', 415: 'The body is not a form' }),
    },
  },
}

export const signInOffer = {
  ...describedOnly,
  schema: {
    ...wallets,
    operationId: 'showSignInOffer',
    summary: 'An offer to whoever signs in: it names a type, and nobody',
    description: 'For a link `openid-credential-offer://?credential_offer_uri=…` on a council\'s own pages.',
    params: parameters({ type: 'Id of the type' }),
    response: {
      200: json('Credential Offer, OpenID4VCI 1.0, section 4.1.1', ['credential_issuer', 'credential_configuration_ids', 'grants'], { credential_issuer: text, credential_configuration_ids: texts, grants: { type: 'object', additionalProperties: true } }),
      ...refusals('oauth', { 404: 'There is no such authority or type' }),
    },
  },
}
