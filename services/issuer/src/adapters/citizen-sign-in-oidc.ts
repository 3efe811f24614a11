import { importJWK, type JWK } from 'jose'
import { PrivateKeyJwt, type ClientAuth } from 'openid-client'
import type { CitizenSignIn } from '../ports/authorization.ts'
import { oidcCodeFlow } from './oidc-code-flow.ts'

export interface CitizenOidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  /** Private key that this service shows who it is with. @see RFC 7523, section 2.2 */
  readonly key: JWK
  readonly redirectUri: string
  readonly scope: string
  /** How sure the provider must be of who somebody is, the best first; none where it doesn't tell. @see RFC 8485 */
  readonly vectorsOfTrust: readonly string[]
  /** The claim that finds the council's record. */
  readonly subjectClaim: string
}

/** Signs citizens in, as GOV.UK One Login has it: `private_key_jwt`, vectors of trust, a subject of one's own for each service. */
export function citizenSignInOidc({ key, vectorsOfTrust, subjectClaim, ...client }: CitizenOidcClient): CitizenSignIn {
  const flow = oidcCodeFlow({
    ...client,
    authenticate: () => signedBy(key),
    parameters: vectorsOfTrust.length === 0 ? {} : { vtr: JSON.stringify(vectorsOfTrust) },
  })
  return {
    start: (language) => flow.start(language),
    finish: async (callback, checks) => {
      const answer = await flow.finish(callback, checks, [subjectClaim])
      if (answer === null) return { outcome: 'not_understood' }
      if (answer === 'declined' || !isTrusted(answer.claims['vot'], vectorsOfTrust)) return { outcome: 'declined' }
      const subject = answer.claims[subjectClaim]
      return typeof subject === 'string' && subject !== '' ? { outcome: 'signed_in', subject } : { outcome: 'not_understood' }
    },
  }
}

/** The provider says in the ID token which of the vectors it reached. */
const isTrusted = (reached: unknown, wanted: readonly string[]): boolean => wanted.length === 0 || (typeof reached === 'string' && wanted.includes(reached))

async function signedBy(jwk: JWK): Promise<ClientAuth> {
  const { kid, alg = 'ES256' } = jwk
  const key = await importJWK(jwk, alg)
  if (key instanceof Uint8Array) throw new TypeError('The key for the citizens\' sign-in is not a private key.')
  return PrivateKeyJwt(kid === undefined ? key : { key, kid })
}
