import { Refusal } from '../kernel/refusal.ts'
import { parseAuthorizationDetails, type AuthorizationDetail } from './authorization-details.ts'

/** What a wallet asks to be authorised for. Shape only: no client, address or type is known to be right yet. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string | null
  /** SHA-256 of the verifier that the wallet shows with the code. @see RFC 7636, section 4.2 */
  readonly codeChallenge: string
  /** Thumbprint of the key that the tokens shall be bound to. @see RFC 9449, section 10 */
  readonly dpopJkt: string | null
  readonly issuerState: string | null
  readonly scopes: readonly string[]
  readonly details: readonly AuthorizationDetail[]
  /** Languages that the citizen reads, as the wallet knows them, the best first. @see OpenID Connect Core 1.0, section 3.1.2.1 */
  readonly uiLocales: readonly string[]
}

const shapes = {
  thumbprint: /^[A-Za-z0-9_-]{43}$/,
  // Characters that RFC 6749, appendix A, allows in a state and a client id.
  visible: /^[\u0020-\u007E]{1,1024}$/,
  // RFC 5646, section 2.1, at its longest
  locale: /^[A-Za-z0-9-]{2,35}$/,
  scope: /^[\u0021\u0023-\u005B\u005D-\u007E]{1,100}$/,
} as const

const invalid = (detail: string): Refusal => new Refusal('invalid_request', { detail })

/**
 * Reads the form of a Pushed Authorization Request; parameters it doesn't know are ignored. Refuses `invalid_request`,
 * `unsupported_response_type` and `invalid_authorization_details`. @see RFC 9126, section 2.1; OpenID4VCI 1.0, section 5.1
 */
export function parseAuthorizationRequest(body: unknown): AuthorizationRequest {
  const form = formOf(body)
  // RFC 9126, section 2.1: what is pushed can't point to something pushed before. Request Objects are not taken.
  if (form('request_uri') !== null || form('request') !== null) throw invalid('request_uri or request in a pushed request')
  const responseType = form('response_type')
  if (responseType === null) throw invalid('no response_type')
  if (responseType !== 'code') throw new Refusal('unsupported_response_type')
  if ((form('response_mode') ?? 'query') !== 'query') throw invalid('response_mode')
  if (form('code_challenge_method') !== 'S256') throw invalid('code_challenge_method')
  return {
    clientId: needed(form, 'client_id', shapes.visible),
    redirectUri: needed(form, 'redirect_uri', shapes.visible),
    state: optional(form, 'state', shapes.visible),
    codeChallenge: needed(form, 'code_challenge', shapes.thumbprint),
    dpopJkt: optional(form, 'dpop_jkt', shapes.thumbprint),
    issuerState: optional(form, 'issuer_state', shapes.visible),
    scopes: [...new Set((form('scope') ?? '').split(' '))].filter((scope) => shapes.scope.test(scope)),
    details: parseAuthorizationDetails(form('authorization_details')),
    uiLocales: (form('ui_locales') ?? '').split(' ').filter((locale) => shapes.locale.test(locale)),
  }
}

type Form = (name: string) => string | null

/** Parameters of a form, each by its name; null for one that is absent or empty. @see RFC 6749, section 3.1 */
export const formOf = (body: unknown): Form => {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>
  return (name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    return typeof value === 'string' && value !== '' ? value : null
  }
}

function optional(form: Form, name: string, shape: RegExp): string | null {
  const value = form(name)
  if (value !== null && !shape.test(value)) throw invalid(`${name} is not of its shape`)
  return value
}

function needed(form: Form, name: string, shape: RegExp): string {
  const value = optional(form, name, shape)
  if (value === null) throw invalid(`no ${name}`)
  return value
}

/**
 * The address that brings a wallet its answer, which names the server that gives it.
 * @see RFC 6749, section 4.1.2; RFC 9207, section 2
 */
export const authorizationResponseUri = (redirectUri: string, answer: AnswerOf & ({ readonly code: string } | { readonly error: string })): string =>
  responseUri(redirectUri, answer, 'code' in answer ? { code: answer.code } : { error: answer.error })

/** The same for a citizen who froze what they have from this issuer: how many credentials were stopped, or that they turned back. Our own. */
export const frozenResponseUri = (redirectUri: string, answer: AnswerOf & { readonly outcome: number | 'cancelled' }): string =>
  responseUri(redirectUri, answer, answer.outcome === 'cancelled' ? { error: 'access_denied' } : { frozen: String(answer.outcome) })

interface AnswerOf {
  readonly issuer: string
  readonly state: string | null
}

function responseUri(redirectUri: string, { issuer, state }: AnswerOf, outcome: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({ ...outcome, ...(state === null ? {} : { state }), iss: issuer })
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters.toString()}`
}
