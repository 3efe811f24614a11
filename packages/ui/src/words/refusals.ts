import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { Language } from './bilingual.ts'
import { citizenRefusals } from './refusals-citizen.ts'
import { developerSteps } from './refusals-developer.ts'
import { staffRefusals } from './refusals-staff.ts'

/** What a person reads when something is refused: what happened and what to do, never a code alone. */
export interface RefusalWords {
  readonly title: string
  readonly happened: string
  readonly next: string
}

/** A kind of refusal as a person sees it: several codes of the catalogue look the same from outside. */
export type Situation = keyof (typeof citizenRefusals)['en']

export type Voice = 'citizen' | 'staff' | 'developer'

/** The situation that each code of the refusal catalogue puts a person in. */
export const situations = {
  invalid_request: 'not_understood',
  not_found: 'not_found',
  method_not_allowed: 'not_understood',
  body_too_large: 'too_large',
  unsupported_media_type: 'not_understood',
  not_implemented: 'not_understood',
  too_many_requests: 'too_many',
  temporarily_unavailable: 'try_later',
  signing_unavailable: 'try_later',
  unsupported_grant_type: 'not_understood',
  invalid_client: 'not_understood',
  offer_not_redeemable: 'offer_gone',
  wrong_tx_code: 'code_wrong',
  offer_locked: 'offer_locked',
  tx_code_unexpected: 'not_understood',
  tx_code_missing: 'code_missing',
  unsupported_response_type: 'not_understood',
  invalid_scope: 'not_understood',
  invalid_authorization_details: 'not_understood',
  invalid_request_uri: 'collecting_ended',
  code_not_redeemable: 'collecting_ended',
  refresh_not_usable: 'collecting_ended',
  record_gone: 'record_incomplete',
  record_unsettled: 'record_incomplete',
  invalid_client_attestation: 'not_understood',
  invalid_dpop_proof: 'collecting_failed',
  use_dpop_nonce: 'collecting_failed',
  resource_dpop_proof: 'collecting_failed',
  resource_dpop_nonce: 'collecting_failed',
  token_missing: 'collecting_failed',
  token_invalid: 'collecting_failed',
  invalid_credential_request: 'collecting_failed',
  unknown_credential_configuration: 'collecting_failed',
  unknown_credential_identifier: 'collecting_failed',
  credential_request_denied: 'collecting_failed',
  invalid_proof: 'collecting_failed',
  invalid_nonce: 'collecting_failed',
  invalid_encryption_parameters: 'collecting_failed',
  invalid_notification_request: 'not_understood',
  invalid_notification_id: 'not_understood',
  invalid_transaction_id: 'not_understood',
  unknown_transaction: 'request_gone',
  expired_transaction: 'request_gone',
  already_answered: 'already_answered',
  encryption_required: 'answer_unreadable',
  decryption_failed: 'answer_unreadable',
  invalid_format: 'answer_unreadable',
  malformed_credential: 'answer_unreadable',
  credential_invalid: 'answer_unreadable',
  holder_binding_missing: 'answer_unreadable',
  holder_binding_mismatch: 'answer_unreadable',
  jwt_expired: 'answer_unreadable',
  jwt_premature: 'answer_unreadable',
  issuer_mismatch: 'issuer_unconfirmed',
  issuer_unresolvable: 'issuer_unconfirmed',
  issuer_key_unknown: 'issuer_unconfirmed',
  issuer_key_revoked: 'issuer_unconfirmed',
  issuer_key_expired: 'issuer_unconfirmed',
  issuer_deactivated: 'issuer_unconfirmed',
  issuer_not_trusted: 'issuer_not_accredited',
  type_mismatch: 'other_credential',
  credential_expired: 'expired',
  credential_revoked: 'withdrawn',
  credential_suspended: 'suspended',
  status_missing: 'status_unclear',
  status_unknown: 'status_unclear',
  status_index_out_of_bounds: 'status_unclear',
  invalid_status_list: 'status_unclear',
  status_unavailable: 'cannot_tell',
  ledger_unavailable: 'cannot_tell',
  credential_missing_data: 'facts_missing',
  subject_mismatch: 'another_person',
  representation_out_of_scope: 'beyond_scope',
  representation_not_current: 'not_acting_today',
  client_rejected: 'declined',
  wallet_cannot_answer: 'wallet_cannot_answer',
  response_code_wrong: 'came_back_elsewhere',
  number_wrong: 'number_wrong',
  not_signed_in: 'not_signed_in',
  forbidden: 'forbidden',
  role_missing: 'forbidden',
  identity_not_confirmed: 'identity_not_confirmed',
  no_role: 'forbidden',
  groups_left_out: 'forbidden',
  several_authorities: 'forbidden',
  invalid_logout_token: 'not_understood',
  sign_in_not_fresh: 'forbidden',
  step_up_needed: 'forbidden',
  passkey_refused: 'forbidden',
  insufficient_scope: 'forbidden',
  idempotency_key_missing: 'not_understood',
  idempotency_key_reused: 'not_understood',
  conflict: 'conflict',
  record_incomplete: 'record_incomplete',
  records_away: 'records_away',
  records_unusable: 'records_unusable',
  form_not_accredited: 'form_not_live',
  unknown_form: 'not_found',
  unknown_erasure_handle: 'not_found',
  return_url_not_allowed: 'not_understood',
} as const satisfies Record<string, Situation>

/** The words of the wire are English: that is what its standards speak. */
const whatHappened = (code: string, lang: Language): { readonly happened?: string } => (lang === 'en' && Object.hasOwn(refusalCatalogue, code) ? { happened: refusalCatalogue[code as RefusalCode].words } : {})

/** Words for a refusal by its code; a code that isn't known here gets the words for "not understood". */
export function refusalWords(code: string, lang: Language, voice: Voice = 'citizen'): RefusalWords {
  const situation: Situation = Object.hasOwn(situations, code) ? situations[code as keyof typeof situations] : 'not_understood'
  if (voice === 'developer') return { ...citizenRefusals[lang][situation], ...whatHappened(code, lang), next: developerSteps[lang][situation] }
  return (voice === 'citizen' ? citizenRefusals : staffRefusals)[lang][situation]
}
