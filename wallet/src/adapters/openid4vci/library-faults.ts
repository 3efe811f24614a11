import { InvalidFetchResponseError, Oauth2ClientErrorResponseError } from '@openid4vc/oauth2'
import { Openid4vciRetrieveCredentialsError } from '@openid4vc/openid4vci'
import { triesLeftMember } from '@counterfoil/shared/oauth/access-token-request'
import { Fault, type FaultCode } from '../../domain/fault.ts'

/** What the issuer answered when the library gave up; null when it never came to an answer. */
export function refusedAnswer(error: unknown): { readonly status: number; readonly error: string | null; /** Of a transaction code. */ readonly triesLeft?: number } | null {
  if (error instanceof Oauth2ClientErrorResponseError) return { status: error.response.status, error: error.errorResponse.error, ...triesLeftIn(error.errorResponse) }
  if (error instanceof InvalidFetchResponseError) return { status: error.response.status, error: null }
  if (!(error instanceof Openid4vciRetrieveCredentialsError)) return null
  const { response, credentialErrorResponseResult: result } = error.response
  return { status: response.status, error: result?.success === true ? result.data.error : null }
}

const triesLeftIn = ({ [triesLeftMember]: left }: Readonly<Record<string, unknown>>): { readonly triesLeft?: number } => (typeof left === 'number' && Number.isSafeInteger(left) && left >= 0 ? { triesLeft: left } : {})

/**
 * A failure of the library in words of ours. A fault of our own network below it is kept; everything else of its errors is
 * dropped, since they quote what was sent and received: codes, tokens, claims.
 */
export function faultOf(error: unknown, otherwise: FaultCode): Fault {
  for (let below: unknown = error; below instanceof Error; below = below.cause) if (below instanceof Fault) return below
  const { status } = refusedAnswer(error) ?? { status: 0 }
  return new Fault(isPassing(status) ? 'not_reachable' : otherwise)
}

/** Whether what stood in the way will pass. */
export const isPassing = (status: number): boolean => status === 429 || status >= 500
