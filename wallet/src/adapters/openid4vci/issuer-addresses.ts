import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { isIssuersOwn } from '../../domain/callable-address.ts'
import { isDataUrl, pictureWithin, plainUrl } from '../../domain/card-picture.ts'
import { Fault } from '../../domain/fault.ts'
import type { Http, HttpAnswer } from '../../ports.ts'

/** The address of a well-known document: its name goes between host and path. @see OpenID4VCI 1.0, section 12.2.2; RFC 8414, section 3 */
export function wellKnown(identifier: string, name: string): string {
  const { origin, pathname } = new URL(identifier)
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}`
}

const isJsonType = (mediaType: string): boolean => /^application\/json\s*(;|$)/i.test(mediaType)

/** Where a picture lies that may be shown, in a form that the library knows; undefined for every other. */
function addressOfPicture(uri: unknown, issuer: string): string | undefined {
  if (isIssuersOwn(uri, issuer)) return uri
  const picture = isDataUrl(uri) ? pictureWithin(uri) : null
  return picture === null ? undefined : plainUrl(picture)
}

function withOwnPicture(entry: unknown, issuer: string): unknown {
  if (!isJsonObject(entry)) return entry
  const { logo } = entry
  const uri = isJsonObject(logo) ? addressOfPicture(logo['uri'], issuer) : undefined
  return { ...entry, logo: isJsonObject(logo) && uri !== undefined ? { ...logo, uri } : undefined, background_image: undefined }
}

/**
 * Metadata without addresses of pictures but those at the issuer's own, and those that hold the picture: this wallet shows no other, and
 * the library refuses a whole issuer for an address that it doesn't know, such as an SVG in a `data:` URL. Of several authorization servers
 * it leaves the issuer's own: tokens are had there or nowhere.
 */
function asReadHere(document: string, issuer: string): string {
  const read = (name: string, value: unknown): unknown => {
    if (name === 'display' && Array.isArray(value)) return value.map((entry) => withOwnPicture(entry, issuer))
    return name === 'authorization_servers' && Array.isArray(value) && value.includes(issuer) ? [issuer] : value
  }
  try {
    return JSON.stringify(JSON.parse(document, read))
  } catch {
    return document
  }
}

const headersOf = ({ nonce, challenge }: HttpAnswer['dpop']): Record<string, string> => ({ ...(nonce === null ? {} : { 'dpop-nonce': nonce }), ...(challenge === null ? {} : { 'www-authenticate': challenge }) })

/** What the library calls issuers by. */
export type FetchFromIssuer = (address: string | URL, init?: { readonly method?: string; readonly headers?: unknown; readonly body?: unknown }) => Promise<Response>

/**
 * The network as the library may use it for one issuer: its two well-known documents and what lies under its identifier,
 * nothing else, whatever its metadata says. Where the library looks for the documents of older drafts it finds nothing.
 */
export function fetchFromIssuer(http: Http, identifier: string): FetchFromIssuer {
  const documents = new Set(['openid-credential-issuer', 'oauth-authorization-server'].map((name) => wellKnown(identifier, name)))
  return async (address, init) => {
    const url = String(address)
    if (!documents.has(url) && url.includes('/.well-known/')) return new Response(null, { status: 404 })
    if (!documents.has(url) && !liesUnder(identifier, url)) throw new Fault('offer_not_usable')
    const headers = Object.fromEntries(new Headers(init?.headers as HeadersInit | undefined))
    const { status, mediaType, dpop, text } = await http.send(url, { method: init?.method ?? 'GET', headers, ...(typeof init?.body === 'string' ? { body: init.body } : {}) })
    // The library takes a media type for JSON that merely has the word in it.
    const type = isJsonType(mediaType) ? 'application/json' : 'text/plain'
    return new Response(status === 204 ? null : documents.has(url) ? asReadHere(text, identifier) : text, { status, headers: { 'content-type': type, ...headersOf(dpop) } })
  }
}
