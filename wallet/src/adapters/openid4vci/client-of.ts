import './without-eval.ts'
import { clientAuthenticationAnonymous, clientAuthenticationNone, type CallbackContext } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { Tokens } from '../../domain/tokens.ts'
import type { ProvingKey, World } from '../../ports.ts'
import type { WalletProvider } from '../../ports/wallet-provider.ts'
import { attestedClient } from './attested-client.ts'
import { encrypting, type EncryptedMessages } from './encrypted-messages.ts'
import { fetchFromIssuer, type FetchFromIssuer } from './issuer-addresses.ts'

export type Needs = Pick<World, 'http' | 'now' | 'origin'> & {
  /** Who vouches for this wallet; null where nobody does. */
  readonly provider: WalletProvider | null
}

const notNeeded = (): never => {
  throw new Error('This flow needs no such cryptography.')
}

/** With no keys it proves nothing; with a client id it says who it is, and with a key of its own it is vouched for. */
interface ClientOptions {
  readonly keys?: readonly ProvingKey[]
  readonly clientId?: string
  readonly instance?: ProvingKey | null
  readonly messages?: EncryptedMessages | null
  /** What is asked for, where its issuer gave it a name. */
  readonly identifier?: string | undefined
}

/** The library's client for one issuer, over our own network. */
export const clientOf = (needs: Needs, identifier: string, options: ClientOptions = {}): Openid4vciClient => new Openid4vciClient({ callbacks: callbacksOf(needs, identifier, options) })

/** What the library has us do. */
export function callbacksOf({ http, provider, now }: Needs, identifier: string, { keys = [], clientId, instance = null, messages = null, identifier: wanted }: ClientOptions) {
  const signing = { generateRandom: (length: number) => crypto.getRandomValues(new Uint8Array(length)), signJwt: signJwt(keys, now) }
  const unattested = clientId === undefined ? clientAuthenticationAnonymous() : clientAuthenticationNone({ clientId })
  const authenticate = clientId === undefined || instance === null || provider === null ? unattested : attestedClient({ provider, http, identifier, instance, clientId, callbacks: signing })
  return {
    ...signing,
    fetch: naming(encrypting(fetchFromIssuer(http, identifier), messages), wanted) as NonNullable<CallbackContext['fetch']>, // the library's own type for fetch is narrower than the standard's
    hash: async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))),
    clientAuthentication: (request: Parameters<typeof unattested>[0]) => {
      // The library adds the transaction code a second time, under the name of a draft.
      delete request.body['user_pin']
      return authenticate(request)
    },
  }
}

/** The library asks by configuration alone. A token that names credentials is for these names. @see OpenID4VCI 1.0, section 8.2 */
const naming =
  (fetch: FetchFromIssuer, identifier: string | undefined): FetchFromIssuer =>
  (address, init) => {
    const body = identifier === undefined || typeof init?.body !== 'string' || !init.body.startsWith('{') ? null : (JSON.parse(init.body) as JsonObject)
    if (body?.['credential_configuration_id'] === undefined) return fetch(address, init)
    const { credential_configuration_id: _, ...asked } = body
    return fetch(address, { ...init, body: JSON.stringify({ credential_identifier: identifier, ...asked }) })
  }

const signJwt =
  (keys: readonly ProvingKey[], now: Needs['now']): CallbackContext['signJwt'] =>
  async (signer, { header, payload }) => {
    const publicJwk = 'publicJwk' in signer ? signer.publicJwk : notNeeded()
    const { sign } = keys.find(({ key }) => key.x === publicJwk['x'] && key.y === publicJwk['y']) ?? notNeeded()
    const encode = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))
    const signingInput = `${encode(header)}.${encode(byClock(payload, now()))}`
    return { jwt: `${signingInput}.${await sign(signingInput)}`, signerJwk: publicJwk }
  }

/** The library goes by the device's clock, which may be wrong; the wallet by its server's. */
function byClock<Payload extends { readonly iat?: unknown; readonly exp?: unknown }>(payload: Payload, now: number): Payload {
  const { iat, exp } = payload
  return typeof iat !== 'number' ? payload : { ...payload, iat: now, ...(typeof exp === 'number' ? { exp: now + exp - iat } : {}) }
}

/** A key as the library wants to be told of it, for proofs of either kind. */
export const signerOf = ({ key }: ProvingKey) => ({ method: 'jwk' as const, alg: 'ES256', publicJwk: { ...key } })

/** What makes an answer a bound one, or a bearer's. @see RFC 9449 */
export const dpopOf = (boundTo: ProvingKey | null) => (boundTo === null ? {} : { dpop: { signer: signerOf(boundTo) } })

/** Of one configuration; more would fill a wallet before anybody has looked at one. */
const mostIdentifiers = 10

/** What a token endpoint gave. */
export function tokensIn({ access_token: token, refresh_token: refreshToken, authorization_details: details = [] }: { readonly access_token: string; readonly refresh_token?: string | undefined; readonly authorization_details?: unknown }): Tokens {
  const named = (Array.isArray(details) ? (details as readonly Json[]) : []).flatMap((detail): [string, readonly string[]][] => {
    const { credential_configuration_id: id, credential_identifiers: identifiers } = isJsonObject(detail) && detail['type'] === 'openid_credential' ? detail : {}
    const names = (Array.isArray(identifiers) ? (identifiers as readonly Json[]) : []).filter((name) => typeof name === 'string')
    return typeof id === 'string' && names.length > 0 ? [[id, [...new Set(names)].slice(0, mostIdentifiers)]] : []
  })
  return { token, refreshToken: refreshToken ?? null, ...(named.length === 0 ? {} : { identifiers: Object.fromEntries(named) }) }
}
