/**
 * What can go wrong between a form's server and its verifier:
 * `verifier_unreachable` (network, time out, 5xx: try again), `not_authorised` (the API key), `refused` (`refusal` says
 * why), `gone` (no such presentation, or its result was collected), `result_unreadable` (the sealed result isn't for this
 * key or not of the form that was asked for), `receipt_invalid` (altered, expired, of another form or authority), `webhook_invalid` (not signed
 * with any of the secrets, too old, or not about a presentation), `unexpected_answer` (not what a verifier says).
 */
export type FormServerErrorCode = 'verifier_unreachable' | 'not_authorised' | 'refused' | 'gone' | 'result_unreadable' | 'receipt_invalid' | 'webhook_invalid' | 'unexpected_answer'

/** An expected failure, by code. Its message never holds a value, a key or an address. */
export class FormServerError extends Error {
  readonly code: FormServerErrorCode
  /** The verifier's refusal code, where it gave one. */
  readonly refusal: string | undefined

  constructor(code: FormServerErrorCode, options: { readonly refusal?: string; readonly cause?: unknown } = {}) {
    super(messages[code], { cause: options.cause })
    this.name = 'FormServerError'
    this.code = code
    this.refusal = options.refusal
  }
}

const messages: Record<FormServerErrorCode, string> = {
  verifier_unreachable: 'The verifier cannot be reached. Try again.',
  not_authorised: 'The verifier does not accept the API key.',
  refused: 'The verifier refused the request.',
  gone: 'There is no such presentation, or its result was collected before.',
  result_unreadable: 'The sealed result cannot be opened with the key of this presentation.',
  receipt_invalid: 'The receipt was altered, has expired, or is of another form or authority: nothing is known of any field.',
  webhook_invalid: 'The message is not signed with any of the secrets, or is more than five minutes old, or tells of no presentation.',
  unexpected_answer: 'The verifier answered in a way that is not of its interface.',
}
