import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** How a route tells of a refusal: as OAuth does, as problem details, or as a page. */
export type ErrorStyle = 'oauth' | 'problem' | 'page'

/** Problem details. @see RFC 9457, section 3 */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: RefusalCode | 'internal_error'
  readonly instance: string
}

interface FrameworkError {
  readonly code?: string
  readonly statusCode?: number
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[]
}

const frameworkCodes: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
}

/** Puts the framework's own complaints into the words of the catalogue; null for a fault of ours. */
export function asRefusal(error: unknown, invalid: RefusalCode): Refusal | null {
  if (error instanceof Refusal) return error
  const { code = '', statusCode = 500, validation } = error as FrameworkError
  const known = frameworkCodes[code]
  if (known !== undefined) return new Refusal(known, { cause: error })
  if (statusCode === 429) return new Refusal('too_many_requests', { cause: error })
  // The path of a bad member is ours to tell; its value is not.
  if (statusCode >= 400 && statusCode < 500) return new Refusal(invalid, { detail: validation?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ') ?? code, cause: error })
  return null
}

const titles: Readonly<Record<number, string>> = { 400: 'Not understood', 401: 'Sign in first', 403: 'Not allowed', 404: 'Not found', 405: 'Not allowed', 409: 'Not possible now', 413: 'Too large', 415: 'Not understood', 422: 'Not complete', 429: 'Too many requests', 501: 'Not done here', 503: 'Not available now' }

export function problemOf(refusal: Refusal | null, instance: string): Problem {
  if (refusal === null) return { type: 'about:blank', title: 'Something went wrong', status: 500, detail: 'This is a fault of the service. Nothing was changed; try again.', code: 'internal_error', instance }
  const { status } = refusalCatalogue[refusal.code]
  return { type: `urn:counterfoil:problem:${refusal.code}`, title: titles[status] ?? 'Not possible', status, detail: refusal.message, code: refusal.code, instance }
}
