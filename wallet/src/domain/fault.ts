/** Why something didn't work, as a closed list; the screens have a sentence for each. */
export type FaultCode =
  | 'link_not_understood'
  | 'offer_gone'
  | 'issuer_unknown'
  | 'issuer_not_accredited'
  | 'offer_not_usable'
  | 'wrong_code'
  | 'offer_locked'
  | 'credential_wrong'
  | 'issuing_failed'
  | 'sign_in_unknown'
  | 'sign_in_cancelled'
  | 'sign_in_refused'
  | 'sign_in_over'
  | 'code_unknown'
  | 'offer_code_wrong'
  | 'request_gone'
  | 'request_not_trusted'
  | 'asker_unknown'
  | 'asker_not_accredited'
  | 'nothing_matches'
  | 'transaction_unknown'
  | 'transaction_unvouched'
  | 'answer_refused'
  | 'erasure_elsewhere'
  | 'erasure_refused'
  | 'erasure_unproven'
  | 'issued_later'
  | 'key_missing'
  | 'credential_changed'
  | 'not_reachable'
  | 'lock_changed'
  | 'storage_unavailable'
  | 'storage_full'
  | 'storage_wiped'
  | 'part_missing'
  | 'wallet_outdated'
  | 'unexpected'
  | 'sent_elsewhere'
  | 'address_refused'

/** An expected "no" that a person is told about. */
export class Fault extends Error {
  readonly code: FaultCode
  /** The verifier's own code for a refusal, when it gave one. */
  readonly refusal: string | null
  /** Where the citizen goes on, when whoever asked said so. */
  readonly wayBack: string | null
  /** Whose address it was about, when that helps the citizen. Anybody may have chosen it. */
  readonly host: string | null
  /** How many more wrong codes are taken, where the issuer says so. */
  readonly triesLeft: number | null

  constructor(code: FaultCode, options: { refusal?: string | null; wayBack?: string | null; host?: string | null; triesLeft?: number | null; cause?: unknown } = {}) {
    super(code, { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.refusal = options.refusal ?? null
    this.wayBack = options.wayBack ?? null
    this.host = options.host ?? null
    this.triesLeft = options.triesLeft ?? null
  }
}
