import { parseClientId, type ClientId } from './client-id.ts'
import { RequestRefused } from './request-refused.ts'

/** A presentation request by reference, as a link carries it. @see OpenID4VP 1.0, section 5.10 */
export interface PresentationRequest {
  readonly clientId: ClientId
  readonly requestUri: string
  /** How the Request Object is fetched. @see OpenID4VP 1.0, section 5.1 */
  readonly method: RequestUriMethod
}

/** Case counts: another spelling is another method. @see OpenID4VP 1.0, section 5.1 */
export type RequestUriMethod = 'get' | 'post'

export interface LinkOptions {
  /** The language that the person reads the form in; for our own wallet. */
  readonly locale?: 'en' | 'cy' | undefined
  readonly method?: RequestUriMethod
  /** What opens an installed wallet. */
  readonly scheme?: 'openid4vp' | 'haip-vp'
}

const query = (clientId: string, requestUri: string, { method = 'get' }: LinkOptions): string =>
  `client_id=${encodeURIComponent(clientId)}&request_uri=${encodeURIComponent(requestUri)}${method === 'get' ? '' : `&request_uri_method=${method}`}`

/** The link that opens our web wallet on a request. */
export const walletLink = (walletUrl: string, clientId: string, requestUri: string, options: LinkOptions = {}): string =>
  `${walletUrl}/authorize?${query(clientId, requestUri, options)}${options.locale === undefined ? '' : `&ui_locales=${options.locale}`}`

/** The link that opens any installed wallet on a request. @see OpenID4VP 1.0, section 13.1.2; HAIP 1.0, section 5.1 */
export const openid4vpLink = (clientId: string, requestUri: string, options: LinkOptions = {}): string => `${options.scheme ?? 'openid4vp'}://?${query(clientId, requestUri, options)}`

const once = (parameters: URLSearchParams, name: string): string | null => {
  const values = parameters.getAll(name)
  if (values.length > 1) throw new RequestRefused('link_malformed')
  return values[0] ?? null
}

const longest = 4096

/**
 * Reads the request out of a link's query. Refuses a request by value, one given both ways and a repeated parameter;
 * other parameters are ignored, since only those inside the signed Request Object count. @see RFC 9101, section 6.3
 */
export function parsePresentationRequest(search: string | URLSearchParams): PresentationRequest {
  const parameters = typeof search === 'string' ? new URLSearchParams(search) : search
  const clientId = once(parameters, 'client_id')
  const requestUri = once(parameters, 'request_uri')
  const method = once(parameters, 'request_uri_method')
  if (clientId === null || requestUri === null || once(parameters, 'request') !== null) throw new RequestRefused('link_malformed')
  if (method !== null && method !== 'get' && method !== 'post') throw new RequestRefused('link_malformed')
  if (requestUri.length > longest || !isWebAddress(requestUri)) throw new RequestRefused('request_uri_unusable')
  return { clientId: parseClientId(clientId), requestUri, method: method ?? 'get' }
}

const webAddress = (text: string): URL | null => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return null
  return url.username === '' && url.password === '' && url.hash === '' ? url : null
}

/** Whether a text is an absolute http(s) address without user, password and fragment. */
export const isWebAddress = (text: string): boolean => webAddress(text) !== null

/**
 * Whether an address lies under a base: same origin, and the base's path as whole segments at its start. Both are
 * normalised first, so `..` can't climb out.
 */
export function liesUnder(base: string, address: string): boolean {
  const inside = webAddress(address)
  const outside = webAddress(base)
  if (inside === null || outside === null || inside.origin !== outside.origin || /%(2e|2f|5c)/i.test(inside.pathname)) return false
  const path = outside.pathname.endsWith('/') ? outside.pathname : `${outside.pathname}/`
  return inside.pathname.startsWith(path)
}
