/**
 * Why a wallet refuses a presentation request, as a closed list. The person reads a sentence of the wallet's for each;
 * nothing is sent to whoever made the request.
 */
export type RequestFault =
  | 'link_malformed'
  | 'client_id_unknown'
  | 'client_id_unsupported'
  | 'client_id_mismatch'
  | 'request_uri_unusable'
  | 'request_malformed'
  | 'request_wrong_type'
  | 'request_wrong_audience'
  | 'wallet_nonce_wrong'
  | 'request_wrong_signer'
  | 'request_signature_wrong'
  | 'request_not_yet_valid'
  | 'request_expired'
  | 'nonce_missing'
  | 'response_type_unsupported'
  | 'response_mode_unsupported'
  | 'response_uri_missing'
  | 'response_uri_elsewhere'
  | 'query_missing'
  | 'transaction_not_understood'
  | 'verifier_info_malformed'
  | 'encryption_key_unusable'

/** The request is refused: thrown while a wallet reads one. */
export class RequestRefused extends Error {
  readonly fault: RequestFault

  constructor(fault: RequestFault) {
    super(`presentation request refused: ${fault}`)
    this.name = 'RequestRefused'
    this.fault = fault
  }
}
