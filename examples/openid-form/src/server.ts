import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import * as client from 'openid-client'

const scope = 'openid blue-badge-renewal'
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export interface OpenIdFormParts {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly siteUrl: string
}

/** What is remembered of somebody who was sent to sign in. */
interface Visit {
  readonly checks: { readonly pkceCodeVerifier: string; readonly expectedState: string; readonly expectedNonce: string }
  claims?: client.IDToken
}

/** A form whose team only knows OpenID Connect: nothing here knows of wallets. */
export async function createOpenIdForm({ issuer, clientId, clientSecret, siteUrl }: OpenIdFormParts): Promise<Server> {
  const isLocal = new URL(issuer).protocol === 'http:'
  const party = await client.discovery(new URL(issuer), clientId, undefined, client.ClientSecretBasic(clientSecret), isLocal ? { execute: [client.allowInsecureRequests] } : {})
  const visits = new Map<string, Visit>()
  const redirectUri = `${siteUrl}/signed-in`

  const signIn = async (response: ServerResponse): Promise<void> => {
    const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() }
    const id = randomBytes(16).toString('base64url')
    visits.set(id, { checks })
    const parameters = { redirect_uri: redirectUri, scope, state: checks.expectedState, nonce: checks.expectedNonce, code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256' }
    redirect(response, client.buildAuthorizationUrl(party, parameters).href, { 'set-cookie': `visit=${id}; HttpOnly; SameSite=Lax; Path=/${isLocal ? '' : '; Secure'}` })
  }

  const signedIn = async (visit: Visit | undefined, here: URL, response: ServerResponse): Promise<void> => {
    if (visit === undefined) return redirect(response, `${siteUrl}/`)
    try {
      const claims = (await client.authorizationCodeGrant(party, here, { ...visit.checks, idTokenExpected: true })).claims()
      if (claims !== undefined) visit.claims = claims
      redirect(response, `${siteUrl}/form`)
    } catch (error) {
      // Whoever cancelled, or has no wallet, types.
      if (!(error instanceof client.AuthorizationResponseError)) throw error
      send(response, 200, form({}, `You were not signed in (${error.error}). You can type your answers instead.`))
    }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const here = new URL(request.url ?? '/', siteUrl)
    const visit = visits.get(/(?:^|; )visit=([\w-]{22})/.exec(request.headers.cookie ?? '')?.[1] ?? '')
    if (here.pathname === '/') return send(response, 200, '<h1>Renew a Blue Badge</h1><p><a href="/sign-in">Sign in with your wallet</a><p><a href="/form">Type your answers</a>')
    if (here.pathname === '/sign-in') return signIn(response)
    if (here.pathname === '/signed-in') return signedIn(visit, here, response)
    if (here.pathname === '/form') return send(response, 200, form(visit?.claims ?? {}, sourceOf(visit?.claims)))
    return send(response, 404, '<h1>Not found</h1>')
  }

  return createServer((request, response) => {
    answer(request, response).catch(() => send(response, 502, '<h1>That did not work</h1><p><a href="/">Begin again</a>'))
  })
}

function form({ given_name: first, family_name: last, birthdate, address }: Readonly<Record<string, unknown>>, note: string): string {
  const { street_address: street, locality, postal_code: postcode } = (address ?? {}) as Readonly<Record<string, unknown>>
  const rows = Object.entries({ 'First name': first, 'Last name': last, 'Date of birth': birthdate, Street: street, Town: locality, Postcode: postcode })
  return `<h1>Your details</h1><p>${escaped(note)}</p><form>${rows.map(([label, value]) => `<p><label>${label}<br><input value="${escaped(typeof value === 'string' ? value.replaceAll('\n', ', ') : '')}"></label>`).join('')}</form>`
}

interface VerifiedClaims {
  readonly verification: { readonly evidence: readonly { readonly attestation: { readonly reference_number: string; readonly voucher: { readonly organization: string } } }[] }
}

/** Who vouches for it, as OpenID Identity Assurance tells it. */
function sourceOf(claims: client.IDToken | undefined): string {
  const [verified] = (claims?.['verified_claims'] ?? []) as unknown as readonly VerifiedClaims[]
  const attestation = verified?.verification.evidence[0]?.attestation
  return attestation === undefined ? '' : `${attestation.reference_number}, issued by ${attestation.voucher.organization}`
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
const redirect = (response: ServerResponse, location: string, headers: Readonly<Record<string, string>> = {}): void => void response.writeHead(303, { location, 'cache-control': 'no-store', ...headers }).end()

function send(response: ServerResponse, status: number, content: string): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Renew a Blue Badge</title><main>${content}</main></html>`
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy, 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' }).end(page)
}
