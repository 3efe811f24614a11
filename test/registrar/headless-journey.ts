import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { sha256Base64Url, signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { keyProofType } from '@counterfoil/shared/oid4vci/key-proof'
import { makeAnswer } from '@counterfoil/shared/oid4vp/authorization-response'
import { chooseResponseEncryption } from '@counterfoil/shared/oid4vp/client-metadata'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'

// From the staff page to the form's result, over HTTP against running services, without a browser.

export interface Held {
  readonly credential: string
  readonly key: KeyObject
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
export const headerOf = (jwt: string): { readonly kid: string; readonly x5c: readonly string[] } => JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())
const claimsOf = (jwt: string): JsonObject => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

async function answered<Body>(response: Response, status: number): Promise<Body> {
  const text = await response.text()
  if (response.status !== status) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text) as Body
}

/** What a citizen is given: an address to open, and a code by another way. */
interface Offer {
  readonly offerUri: string
  readonly txCode: string
}

/** Somebody of a council's staff who signs in and makes offers. */
export class Clerk {
  readonly #issuerUrl: string
  readonly #cookies = new Map<string, string>()

  constructor(issuerUrl: string) {
    this.#issuerUrl = issuerUrl
  }

  async #ask(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const cookie = [...this.#cookies].filter(([name]) => name.startsWith(`${origin} `)).map(([name, value]) => `${name.slice(origin.length + 1)}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...(init.headers as Record<string, string>), cookie, origin } })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      this.#cookies.set(`${origin} ${pair.slice(0, pair.indexOf('='))}`, pair.slice(pair.indexOf('=') + 1))
    }
    const to = response.headers.get('location')
    return to === null ? response : this.#ask(new URL(to, url).href)
  }

  #post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.#ask(url, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  }

  async signIn(person: string): Promise<void> {
    const chooser = await this.#ask(`${this.#issuerUrl}/staff/sign-in`)
    const form = /<form method="post" action="([^"]+)"/.exec(await chooser.text())?.[1] ?? ''
    const start = await this.#post(new URL(form, chooser.url).href, { person })
    if (!start.url.endsWith('/staff/overview')) throw new Error(`signing in ended at ${start.url} with ${start.status}`)
  }

  /** A residency credential for the first person who can have one. */
  async offer(): Promise<Offer> {
    const people = await (await this.#ask(`${this.#issuerUrl}/staff/people`)).text()
    for (const [, handle = ''] of people.matchAll(/href="\/staff\/people\/([^"?]+)"/g)) {
      const page = await (await this.#ask(`${this.#issuerUrl}/staff/people/${handle}`)).text()
      const form = page.split('<form').find((part) => part.includes('name="type" value="residency"'))
      if (form !== undefined) return this.#makeOffer(handle, form)
    }
    throw new Error('Nobody can have a residency credential.')
  }

  async #makeOffer(handle: string, form: string): Promise<Offer> {
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(form)?.[1] ?? ''
    const made = await (await this.#post(`${this.#issuerUrl}/staff/people/${handle}/offers`, { csrf: field('csrf'), type: field('type'), offer: field('offer') })).text()
    const link = /id="offer-address">([^<]+)</.exec(made)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const offerUri = new URLSearchParams(link.slice(link.search(/[?#]/) + 1)).get('credential_offer_uri') ?? ''
    return { offerUri, txCode: /id="transaction-code">([^<]+)</.exec(made)?.[1] ?? '' }
  }
}

/** Redeems an offer, as a wallet would. */
export async function collect({ offerUri, txCode }: Offer): Promise<Held> {
  const offer = await answered<{ credential_issuer: string; grants: Record<string, { 'pre-authorized_code': string }> }>(await fetch(offerUri), 200)
  const issuer = offer.credential_issuer
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const form = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': offer.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', tx_code: txCode })
  const { access_token: token } = await answered<{ access_token: string }>(await fetch(`${issuer}/token`, { method: 'POST', body: form }), 200)
  const { c_nonce: nonce } = await answered<{ c_nonce: string }>(await fetch(`${issuer}/nonce`, { method: 'POST' }), 200)
  const input = `${encode({ alg: 'ES256', typ: keyProofType, jwk: publicKey.export({ format: 'jwk' }) })}.${encode({ aud: issuer, iat: Math.floor(Date.now() / 1000), nonce })}`
  const body = JSON.stringify({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: [`${input}.${signEs256(key, input)}`] } })
  const { credentials } = await answered<{ credentials: { credential: string }[] }>(await fetch(`${issuer}/credential`, { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } }), 200)
  return { credential: credentials[0]?.credential ?? '', key }
}

export interface Form {
  readonly verifierUrl: string
  readonly apiKey: string
  readonly returnUrl: string
}

/** Shows a credential to a form and answers what the form's server is told, and who asked. */
export async function present({ verifierUrl, apiKey, returnUrl }: Form, { credential, key }: Held): Promise<{ readonly asker: string; readonly outcome: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
  const { x, y } = publicKey.export({ format: 'jwk' })
  const asked = { form: 'blue-badge-renewal', flow: 'same_device', form_key: { kty: 'EC', crv: 'P-256', x, y }, return_url: returnUrl }
  const started = await answered<{ transaction_id: string; request_uri: string }>(await fetch(`${verifierUrl}/presentations`, { method: 'POST', headers, body: JSON.stringify(asked) }), 201)
  const requestObject = await (await fetch(started.request_uri)).text()
  const request = claimsOf(requestObject) as JsonObject & Readonly<Record<'client_id' | 'nonce' | 'state' | 'response_uri', string>>
  const query = request['dcql_query'] as unknown as { credentials: { claims: { path: string[] }[] }[] }
  const paths = query.credentials[0]?.claims.map(({ path }) => path) ?? []
  const selection = selectDisclosures(credential, paths, { sha256: sha256Base64Url })
  const binding = { audience: request.client_id, nonce: request.nonce, issuedAt: epochSeconds(Math.floor(Date.now() / 1000)) }
  const presentation = await bindToHolder(selection, binding, { sha256: sha256Base64Url, sign: (input) => signEs256(key, input) })
  const encryption = chooseResponseEncryption(request['client_metadata'])
  if (encryption === null) throw new Error('the request offers no encryption')
  const response = encryptJwe({ to: encryption.key, kid: encryption.key.kid, enc: encryption.enc, plaintext: makeAnswer({ residency: [presentation] }, request.state) })
  const asker = headerOf(requestObject).kid
  const posted = await fetch(request.response_uri, { method: 'POST', body: new URLSearchParams({ response }) })
  const { redirect_uri: back = '', refusal: why, error } = (await posted.json()) as Partial<Record<'redirect_uri' | 'refusal' | 'error', string>>
  if (posted.status !== 200) return { asker, outcome: `refused: ${why ?? error ?? posted.status}` }
  const collected = await fetch(`${verifierUrl}/presentations/${started.transaction_id}/result`, { method: 'POST', headers, body: JSON.stringify({ response_code: back.split('response_code=')[1] ?? '' }) })
  const { result, refusal, code } = (await collected.json()) as { result?: string; refusal?: string; code?: string }
  const fields = result === undefined ? null : (JSON.parse(decryptJwe(result, privateKey)) as { fields: object }).fields
  return { asker, outcome: fields === null ? `refused: ${refusal ?? code ?? collected.status}` : `filled: ${Object.keys(fields).length}` }
}
