import './without-eval.ts'
import { clientAuthenticationAnonymous, clientAuthenticationNone, type CallbackContext } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { ProvingKey, World } from '../../ports.ts'
import { fetchFromIssuer } from './issuer-addresses.ts'

export type Needs = Pick<World, 'http' | 'now' | 'origin'>

const notNeeded = (): never => {
  throw new Error('This flow needs no such cryptography.')
}

/** With no keys it proves nothing; with a client id it says who it is. */
interface ClientOptions {
  readonly keys?: readonly ProvingKey[]
  readonly clientId?: string
}

/** The library's client for one issuer, over our own network. */
export const clientOf = (needs: Needs, identifier: string, options: ClientOptions = {}): Openid4vciClient => new Openid4vciClient({ callbacks: callbacksOf(needs, identifier, options) })

/** What the library has us do. */
export function callbacksOf({ http }: Needs, identifier: string, { keys = [], clientId }: ClientOptions) {
  const authenticate = clientId === undefined ? clientAuthenticationAnonymous() : clientAuthenticationNone({ clientId })
  return {
    fetch: fetchFromIssuer(http, identifier) as NonNullable<CallbackContext['fetch']>, // the library's own type for fetch is narrower than the standard's
    hash: async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))),
    generateRandom: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    signJwt: signJwt(keys),
    clientAuthentication: (request: Parameters<typeof authenticate>[0]) => {
      // The library adds the transaction code a second time, under the name of a draft.
      delete request.body['user_pin']
      return authenticate(request)
    },
  }
}

const signJwt =
  (keys: readonly ProvingKey[]): CallbackContext['signJwt'] =>
  async (signer, { header, payload }) => {
    const publicJwk = 'publicJwk' in signer ? signer.publicJwk : notNeeded()
    const { sign } = keys.find(({ key }) => key.x === publicJwk['x'] && key.y === publicJwk['y']) ?? notNeeded()
    const encode = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))
    const signingInput = `${encode(header)}.${encode(payload)}`
    return { jwt: `${signingInput}.${await sign(signingInput)}`, signerJwk: publicJwk }
  }

/** A key as the library wants to be told of it, for proofs of either kind. */
export const signerOf = ({ key }: ProvingKey) => ({ method: 'jwk' as const, alg: 'ES256', publicJwk: { ...key } })

/** What makes an answer a bound one, or a bearer's. @see RFC 9449 */
export const dpopOf = (boundTo: ProvingKey | null) => (boundTo === null ? {} : { dpop: { signer: signerOf(boundTo) } })
