/** What a refusal is on the wire and in words for a developer. Words are printable ASCII without `"` and `\`. @see RFC 6749, section 5.2 */
interface RefusalEntry {
  /** The standard's error code. */
  readonly error: string
  readonly status: number
  readonly words: string
}

const entry = (status: number, error: string, words: string): RefusalEntry => ({ error, status, words })

/** Every expected "no" of the system: nothing is refused that is not listed here. */
export const refusalCatalogue = {
  // Any endpoint
  invalid_request: entry(400, 'invalid_request', 'The request is not of the form this endpoint takes.'),
  not_found: entry(404, 'not_found', 'There is nothing here.'),
  method_not_allowed: entry(405, 'invalid_request', 'This address does not take that method.'),
  body_too_large: entry(413, 'invalid_request', 'The body is larger than this endpoint takes.'),
  unsupported_media_type: entry(415, 'invalid_request', 'This endpoint does not take that content type.'),
  not_implemented: entry(501, 'invalid_request', 'This service does not do that.'),
  too_many_requests: entry(429, 'slow_down', 'Too many requests. Wait and try again.'),
  temporarily_unavailable: entry(503, 'temporarily_unavailable', 'A part this depends on cannot be reached. Nothing was lost; try again.'),
  signing_unavailable: entry(503, 'temporarily_unavailable', 'The key that signs cannot be reached now. Nothing was lost; try again.'),
  // Token endpoint: OpenID4VCI 1.0, section 6.3
  unsupported_grant_type: entry(400, 'unsupported_grant_type', 'That grant is not offered here.'),
  invalid_client: entry(401, 'invalid_client', 'The client could not be authenticated.'),
  offer_not_redeemable: entry(400, 'invalid_grant', 'The pre-authorized code is unknown, expired or already used.'),
  wrong_tx_code: entry(400, 'invalid_grant', 'The transaction code is wrong.'),
  offer_locked: entry(400, 'invalid_grant', 'The transaction code was wrong five times, so this offer can no longer be used. Ask the issuer for a new one.'),
  tx_code_unexpected: entry(400, 'invalid_request', 'This offer takes no transaction code.'),
  tx_code_missing: entry(400, 'invalid_request', 'This offer needs its transaction code.'),
  // Authorization code grant: RFC 9126, section 2.3; RFC 9396, section 5; RFC 9449, sections 5 and 7; OAuth attestation-based client authentication
  unsupported_response_type: entry(400, 'unsupported_response_type', 'Only the response type code is offered here.'),
  invalid_scope: entry(400, 'invalid_scope', 'The scope must name a type of credential that is offered here.'),
  invalid_authorization_details: entry(400, 'invalid_authorization_details', 'The authorization details must name credential configurations that are offered here, each once, and their claims by paths that do not contradict each other.'),
  invalid_request_uri: entry(400, 'invalid_request_uri', 'The request URI is unknown, expired or already used.'),
  code_not_redeemable: entry(400, 'invalid_grant', 'The authorization code is unknown, expired, already used or not for this client and key.'),
  refresh_not_usable: entry(400, 'invalid_grant', 'The refresh token is unknown, expired, already used or not for this client and key.'),
  record_gone: entry(400, 'invalid_grant', 'The council has no complete record to issue from any more.'),
  invalid_client_attestation: entry(401, 'invalid_client_attestation', 'The attestation of the wallet is missing, malformed, expired or not trusted here.'),
  invalid_dpop_proof: entry(400, 'invalid_dpop_proof', 'The DPoP proof is missing, malformed or wrong.'),
  use_dpop_nonce: entry(400, 'use_dpop_nonce', 'The DPoP proof needs the nonce that came along with this answer.'),
  resource_dpop_proof: entry(401, 'invalid_dpop_proof', 'The DPoP proof is missing, malformed or wrong.'),
  resource_dpop_nonce: entry(401, 'use_dpop_nonce', 'The DPoP proof needs the nonce that came along with this answer.'),
  // Credential, deferred and notification endpoints: OpenID4VCI 1.0, sections 8.3.1, 9.3 and 11.3
  token_missing: entry(401, 'invalid_token', 'An access token is needed.'),
  token_invalid: entry(401, 'invalid_token', 'The access token is unknown or has expired.'),
  invalid_credential_request: entry(400, 'invalid_credential_request', 'The credential request is malformed.'),
  unknown_credential_configuration: entry(400, 'unknown_credential_configuration', 'This issuer has no such credential configuration.'),
  unknown_credential_identifier: entry(400, 'unknown_credential_identifier', 'This token carries no such credential identifier.'),
  credential_request_denied: entry(400, 'credential_request_denied', 'The token does not allow this credential.'),
  invalid_proof: entry(400, 'invalid_proof', 'The key proof is missing, malformed or wrong.'),
  invalid_nonce: entry(400, 'invalid_nonce', 'The nonce of the key proof is not valid any more. Fetch a new one.'),
  invalid_encryption_parameters: entry(400, 'invalid_encryption_parameters', 'The encryption parameters are not supported here.'),
  invalid_transaction_id: entry(400, 'invalid_transaction_id', 'There is no such transaction, or it was collected.'),
  invalid_notification_request: entry(400, 'invalid_notification_request', 'The notification is malformed.'),
  invalid_notification_id: entry(400, 'invalid_notification_id', 'There is no such notification.'),
  // Presentations, structure and binding: OpenID4VP 1.0, section 8; RFC 9901, section 7
  unknown_transaction: entry(404, 'invalid_request', 'There is no such presentation request, or it has ended.'),
  expired_transaction: entry(400, 'invalid_request', 'The presentation request has expired.'),
  already_answered: entry(400, 'invalid_request', 'The presentation request has been answered already.'),
  encryption_required: entry(400, 'invalid_request', 'The response must be encrypted.'),
  decryption_failed: entry(400, 'invalid_request', 'The response could not be decrypted.'),
  invalid_format: entry(400, 'invalid_request', 'The presentation is not of the format asked for.'),
  malformed_credential: entry(400, 'invalid_request', 'The presented credential is malformed.'),
  credential_invalid: entry(400, 'invalid_request', 'The signature of the credential is wrong.'),
  holder_binding_missing: entry(400, 'invalid_request', 'The presentation lacks its key binding.'),
  holder_binding_mismatch: entry(400, 'invalid_request', 'The key binding does not belong to this request.'),
  jwt_expired: entry(400, 'invalid_request', 'The key binding is too old.'),
  jwt_premature: entry(400, 'invalid_request', 'A date lies in the future.'),
  // Presentations, trust and status: final for the request
  issuer_mismatch: entry(400, 'invalid_request', 'The credential names one issuer and is signed by another.'),
  issuer_unresolvable: entry(400, 'invalid_request', 'The identity of the issuer cannot be resolved.'),
  issuer_key_unknown: entry(400, 'invalid_request', 'The issuer does not publish the key that signed the credential.'),
  issuer_key_revoked: entry(400, 'invalid_request', 'The issuer has withdrawn the key that signed the credential.'),
  issuer_key_expired: entry(400, 'invalid_request', 'The key that signed the credential has expired.'),
  issuer_deactivated: entry(400, 'invalid_request', 'The identity of the issuer has been deactivated.'),
  issuer_not_trusted: entry(400, 'invalid_request', 'The issuer is not accredited for this type of credential.'),
  type_mismatch: entry(400, 'invalid_request', 'The credential is not of a type that was asked for.'),
  credential_expired: entry(400, 'invalid_request', 'The credential has expired.'),
  credential_revoked: entry(400, 'invalid_request', 'The credential has been revoked.'),
  credential_suspended: entry(400, 'invalid_request', 'The credential is suspended.'),
  status_missing: entry(400, 'invalid_request', 'The credential has no status entry.'),
  status_unknown: entry(400, 'invalid_request', 'The status of the credential has no known meaning.'),
  status_index_out_of_bounds: entry(400, 'invalid_request', 'The status entry lies outside its list.'),
  invalid_status_list: entry(400, 'invalid_request', 'The status list of the credential is not valid.'),
  status_unavailable: entry(503, 'temporarily_unavailable', 'The status of the credential cannot be told now. Try again.'),
  ledger_unavailable: entry(503, 'temporarily_unavailable', 'Who is trusted cannot be confirmed now, and what is known is too old. Try again.'),
  credential_missing_data: entry(400, 'invalid_request', 'The presentation lacks a fact that was asked for.'),
  subject_mismatch: entry(400, 'invalid_request', 'The two credentials are about different people.'),
  representation_out_of_scope: entry(400, 'invalid_request', 'The representation does not cover what is asked for.'),
  representation_not_current: entry(400, 'invalid_request', 'The representation does not stand on this day.'),
  client_rejected: entry(400, 'invalid_request', 'The wallet declined.'),
  response_code_wrong: entry(400, 'invalid_request', 'The response code is not the one of this request.'),
  number_wrong: entry(400, 'invalid_request', 'The number is not the one that the wallet was told.'),
  unknown_erasure_handle: entry(404, 'not_found', 'There is no presentation here that this handle is for.'),
  // Staff and form servers
  not_signed_in: entry(401, 'not_signed_in', 'Sign in first.'),
  forbidden: entry(403, 'forbidden', 'You may not do this.'),
  role_missing: entry(403, 'forbidden', 'Your role does not allow this.'),
  no_role: entry(403, 'forbidden', 'The sign-in gives this account no role here.'),
  groups_left_out: entry(403, 'forbidden', 'The sign-in left out the groups of this account.'),
  sign_in_not_fresh: entry(403, 'forbidden', 'The sign-in did not ask anew who this is.'),
  step_up_needed: entry(403, 'forbidden', 'Prove first that it is you who does this.'),
  passkey_refused: entry(403, 'forbidden', 'The passkey did not prove who this is.'),
  several_authorities: entry(403, 'forbidden', 'The sign-in names several authorities for this account.'),
  conflict: entry(409, 'conflict', 'This cannot be done in its present state.'),
  record_incomplete: entry(422, 'record_incomplete', 'The council record lacks a fact that this credential needs, or holds an invalid one.'),
  records_away: entry(503, 'temporarily_unavailable', 'The council records cannot be reached now. Nothing was lost; try again.'),
  records_unusable: entry(503, 'records_unusable', 'The council records cannot be read. Whoever runs their system has to mend it.'),
  // Councils' own systems: RFC 6750, section 3.1; draft-ietf-httpapi-idempotency-key-header, section 2.7
  insufficient_scope: entry(403, 'insufficient_scope', 'The access token does not allow this.'),
  idempotency_key_missing: entry(400, 'invalid_request', 'This request needs an Idempotency-Key of 22 to 128 characters, drawn at random, such as a UUID.'),
  idempotency_key_reused: entry(422, 'idempotency_key_reused', 'This Idempotency-Key came with another request. Take a new one for each.'),
  form_not_accredited: entry(403, 'forbidden', 'The authority is not accredited to ask for what this form asks.'),
  unknown_form: entry(404, 'not_found', 'There is no such form.'),
  return_url_not_allowed: entry(400, 'invalid_request', 'The return address is not one of this form.'),
} as const satisfies Record<string, RefusalEntry>

export type RefusalCode = keyof typeof refusalCatalogue
