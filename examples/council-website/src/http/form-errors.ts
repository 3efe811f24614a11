import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** A failure of the form server as a refusal of this website; anything else stays a fault. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof FormServerError)) return error
  const detail = `form server: ${error.code}${error.refusal === undefined ? '' : ` (${error.refusal})`}`
  if (error.code === 'gone') return new Refusal('not_found', { detail, cause: error })
  if (error.code === 'refused') return new Refusal(error.refusal === 'response_code_wrong' || error.refusal === 'number_wrong' ? error.refusal : 'invalid_request', { detail, cause: error })
  return new Refusal('temporarily_unavailable', { detail, cause: error })
}

/** Runs a step with the form server and speaks of its failures as refusals. */
export const withFormServer = <Value>(step: Promise<Value>): Promise<Value> =>
  step.catch((error: unknown) => {
    throw refusalOf(error)
  })
