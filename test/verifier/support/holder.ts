import { generateKeyPairSync, hash, randomBytes, sign, type KeyObject } from 'node:crypto'
import { encryptJwe, decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { makeAnswer } from '@counterfoil/shared/oid4vp/authorization-response'
import { chooseResponseEncryption } from '@counterfoil/shared/oid4vp/client-metadata'
import { parseRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { issueSdJwt, type DisclosableMembers } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { vct } from './network.ts'
import type { VerifierTestWorld } from './world.ts'

export const encode = (value: unknown): string => toBase64Url(utf8(typeof value === 'string' ? value : JSON.stringify(value)))
export const sha256 = (text: string): string => hash('sha256', text, 'base64url')
const now = (): number => Math.floor(Date.now() / 1000)

/** Distinctive values, so that a search of what is at rest would find them. */
export const sampleClaims = {
  given_name: 'Gwenllian-canary-7f3a',
  family_name: "O'Shea-canary-91bd",
  birth_date: '1957-03-09',
  address: {
    address_line_1: '12 Canary-Row-55c1',
    address_line_2: 'Canarytop-0e77',
    post_town: 'Canarytown-a842',
    postcode: 'AL9 7ZQ',
    uprn: '100087654321',
  },
  resident_since: '2001-11-30',
} satisfies JsonObject

const { address, ...otherClaims } = sampleClaims
/** Those values by name, to be searched for. */
export const sampleMarkers = Object.entries({ ...otherClaims, ...address }).map(([name, value]) => ({ name, value }))

const everyLeaf: DisclosableMembers = {
  given_name: true,
  family_name: true,
  birth_date: true,
  resident_since: true,
  address: { address_line_1: true, address_line_2: true, post_town: true, postcode: true, uprn: true },
}

/** The claims of a Request Object that was fetched from our own verifier. */
export type RequestClaims = JsonObject & { readonly client_id: string; readonly nonce: string; readonly state: string; readonly response_uri: string }

export interface CredentialChanges {
  readonly issuer?: string
  /** Whose credential key signs; the issuer's own unless it is said. */
  readonly signedBy?: string
  /** Whose other key signs instead, under its own name. */
  readonly signedAs?: 'status'
  readonly header?: object
  readonly payload?: object
  readonly claims?: JsonObject
  readonly disclosable?: DisclosableMembers
  readonly index?: number
}

/** The credential with members that issuing would never write, signed anew. */
async function withDigests(credential: string, members: object, signed: (input: string) => string | Promise<string>): Promise<string> {
  const [issuerJwt = '', ...disclosures] = credential.split('~')
  const [header = '', payload = ''] = issuerJwt.split('.')
  const signingInput = `${header}.${encode({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...members })}`
  return [`${signingInput}.${await signed(signingInput)}`, ...disclosures].join('~')
}

/** A wallet of one key. */
export class Holder {
  readonly #world: VerifierTestWorld
  readonly key: KeyObject
  readonly jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string }

  constructor(world: VerifierTestWorld) {
    this.#world = world
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
    this.key = privateKey
    this.jwk = { kty: 'EC', crv: 'P-256', x, y }
  }

  /** Seconds that this wallet's clock is ahead of the machine's. */
  ahead = 0

  /** A credential for this holder, of a real issuer's key; any part can be made wrong. */
  async credential(changes: CredentialChanges = {}): Promise<string> {
    const issuer = this.#world.authority(changes.issuer ?? 'aldermoor')
    const role = changes.signedAs ?? 'credential'
    const signer = await this.#world.net.keys.signer(this.#world.authority(changes.signedBy ?? issuer.id).keys[role].kid, role)
    const { kid, x5c } = issuer.keys[role]
    const { _sd, _sd_alg, ...claims }: JsonObject = { ...(changes.claims ?? sampleClaims), ...(changes.payload as JsonObject | undefined) }
    const credential = await issueSdJwt(
      {
        header: { alg: 'ES256', typ: 'dc+sd-jwt', kid, x5c, ...changes.header },
        payload: {
          iss: issuer.did,
          vct,
          iat: now() + this.ahead - 10,
          exp: now() + this.ahead + 86_400,
          cnf: { jwk: this.jwk },
          status: { status_list: { uri: `${issuer.issuerUrl}/status-lists/1`, idx: changes.index ?? 7 } },
          ...claims,
        },
        disclosable: changes.disclosable ?? everyLeaf,
      },
      { sha256, salt: () => randomBytes(16).toString('base64url'), sign: (input) => signer.sign(input) },
    )
    return _sd === undefined && _sd_alg === undefined ? credential : withDigests(credential, { ...(_sd === undefined ? {} : { _sd }), ...(_sd_alg === undefined ? {} : { _sd_alg }) }, (input) => signer.sign(input))
  }

  sign(input: string, key: KeyObject = this.key): string {
    return sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  }

  /** Binds a selection to a request; any part can be made wrong. */
  bind(selection: string, request: RequestClaims, changes: { header?: object; payload?: object; key?: KeyObject } = {}): string {
    const header = encode({ alg: 'ES256', typ: 'kb+jwt', ...changes.header })
    const payload = encode({ iat: epochSeconds(now() + this.ahead), aud: request.client_id, nonce: request.nonce, sd_hash: sha256(selection), ...changes.payload })
    return `${selection}${header}.${payload}.${this.sign(`${header}.${payload}`, changes.key)}`
  }
}

/** The paths that a request asks for. */
export const askedPaths = (request: RequestClaims): string[][] => {
  const [credential] = (request['dcql_query'] as unknown as { credentials: { claims: { path: string[] }[] }[] }).credentials
  return credential?.claims.map(({ path }) => path) ?? []
}

export const select = (credential: string, paths: readonly (readonly string[])[]): string => selectDisclosures(credential, paths, { sha256 })

export interface Started {
  readonly authority: string
  readonly transaction_id: string
  readonly request_uri: string
  readonly client_id: string
  readonly wallet_link: string
  readonly openid4vp_link: string
  readonly expires_at: string
  readonly code?: string
  readonly formKey: KeyObject
}

/** The form's server of one authority. */
export function formServer(world: Pick<VerifierTestWorld, 'verifierUrl' | 'apiKey'>, authority: string, key: string = world.apiKey(authority)) {
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${world.verifierUrl}/${authority}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const call = (method: string, path: string, body?: unknown): Promise<Response> => ask(method, `/presentations${path}`, body)
  return {
    call,
    /** What a page's own browser hands on. */
    throughBrowser: (path: string, body: object): Promise<Response> => ask('POST', `/digital-credentials${path}`, body),
    start: async (wanted: object = {}): Promise<Started> => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { x, y } = privateKey.export({ format: 'jwk' })
      const response = await call('POST', '', { form: 'blue-badge-renewal', flow: 'cross_device', form_key: { kty: 'EC', crv: 'P-256', x, y }, ...wanted })
      if (response.status !== 201) throw new Error(`start answered ${response.status}: ${await response.text()}`)
      return { ...((await response.json()) as Omit<Started, 'formKey' | 'authority'>), authority, formKey: privateKey }
    },
    status: async ({ transaction_id: id }: Started): Promise<{ status: string; refusal?: string }> => (await (await call('GET', `/${id}`)).json()) as { status: string; refusal?: string },
    /** With the number that the wallet was told, unless something else is to be shown. */
    result: ({ transaction_id: id, request_uri: uri }: Started, body: object = numberFor(uri)): Promise<Response> => call('POST', `/${id}/result`, body),
  }
}

/** What the result says, opened with the form's key. */
export async function openResult(response: Response, started: Started): Promise<{ form: string; fields: Record<string, string>; source: Record<string, unknown>; receipt: string }> {
  const { result } = (await response.json()) as { result: string }
  return JSON.parse(decryptJwe(result, started.formKey)) as { form: string; fields: Record<string, string>; source: Record<string, unknown>; receipt: string }
}

/** Fetches the Request Object and reads its claims, unjudged. */
export async function fetchRequest(started: Pick<Started, 'request_uri'>): Promise<RequestClaims> {
  const response = await fetch(started.request_uri)
  if (response.status !== 200) throw new Error(`request object answered ${response.status}`)
  return parseRequestObject(await response.text()).claims as RequestClaims
}

/** Of the key that the answer is to be encrypted to. @see RFC 7638 */
export function encryptionThumbprint(request: JsonObject): string {
  const { crv, kty, x, y } = chooseResponseEncryption(request['client_metadata'])?.key ?? { crv: '', kty: '', x: '', y: '' }
  return sha256(JSON.stringify({ crv, kty, x, y }))
}

/** Encrypts an answer as the request asks. */
export function encryptAnswer(request: RequestClaims, vpToken: unknown, changes: { state?: unknown } = {}): string {
  const chosen = chooseResponseEncryption(request['client_metadata'])
  if (chosen === null) throw new Error('no encryption key')
  const state = 'state' in changes ? changes.state : request.state
  const plaintext = typeof vpToken === 'string' ? vpToken : makeAnswer(vpToken as Record<string, string[]>, state as string | null)
  return encryptJwe({ to: chosen.key, kid: chosen.key.kid, enc: chosen.enc, plaintext })
}

/** What wallets were told for forms on another device, by the id of the request. */
const numbers = new Map<string, string>()
/** One that a browser passes on has no address to fetch it from, and no number. */
const numberFor = (requestUri: string | undefined): object => {
  const number = numbers.get(requestUri?.split('/').at(-1) ?? '')
  return number === undefined ? {} : { number }
}

/** Notes what the verifier told a wallet that had answered at this address. */
export async function noteNumber(responseUri: string, response: Response): Promise<Response> {
  const { counterfoil_number: number } = (await response.clone().json().catch(() => ({}))) as { counterfoil_number?: string }
  if (number !== undefined) numbers.set(responseUri.split('/').at(-1) ?? '', number)
  return response
}

export async function post(request: RequestClaims, fields: Record<string, string> | string): Promise<Response> {
  const response = await fetch(request.response_uri, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  })
  return noteNumber(request.response_uri, response)
}

/** Answers a request with a good presentation. */
export async function answerWell(world: VerifierTestWorld, request: RequestClaims, changes: CredentialChanges = {}, ahead = 0): Promise<Response> {
  const holder = new Holder(world)
  holder.ahead = ahead
  const presentation = holder.bind(select(await holder.credential(changes), askedPaths(request)), request)
  return post(request, { response: encryptAnswer(request, { residency: [presentation] }) })
}
