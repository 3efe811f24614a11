import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { importJWK, type JWK } from 'jose'
import { PrivateKeyJwt, type ClientAuth } from 'openid-client'
import { isReached, parseVector, vectorsIn } from '../domain/vector-of-trust.ts'
import type { CitizenSignIn } from '../ports/authorization.ts'
import { coreIdentities, coreIdentityClaim } from './core-identity.ts'
import { oidcCodeFlow, type OidcAnswer } from './oidc-code-flow.ts'

export interface CitizenOidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  /** Private key that this service shows who it is with. @see RFC 7523, section 2.2 */
  readonly key: JWK
  readonly redirectUri: string
  readonly scope: string
  /** How sure the provider must be of who somebody is, the best first; none where it doesn't tell. @see RFC 8485 */
  readonly vectorsOfTrust: readonly string[]
  /** Where it says what its vectors mean; null where nobody minds. */
  readonly trustmark: string | null
  /** Who confirms identities, where a vector asks for that; null where none does. */
  readonly identityService: string | null
  /** The claim that finds the council's record. */
  readonly subjectClaim: string
  readonly clock: Clock
}

/** Signs citizens in, as GOV.UK One Login has it: `private_key_jwt`, vectors of trust, a subject of one's own for each service. */
export function citizenSignInOidc({ key, vectorsOfTrust, trustmark, identityService, subjectClaim, clock, ...client }: CitizenOidcClient): CitizenSignIn {
  const vectors = vectorsIn(vectorsOfTrust)
  const levelOf =
    identityService === null
      ? null
      : // The operator names this host alone, wherever it lies.
        coreIdentities({ issuerUrl: identityService, clientId: client.clientId, trustmark, clock, fetchOutside: createFetchOutside({ privateHosts: [new URL(identityService).host] }) })
  const flow = oidcCodeFlow({ ...client, authenticate: () => signedBy(key), parameters: { ...(vectors.length === 0 ? {} : { vtr: JSON.stringify(vectorsOfTrust) }), ...(levelOf === null ? {} : { claims: identityAsked }) } })

  /** The ID token says how safely somebody signed in, and the core identity how surely it is known who they are. */
  const isSureEnough = async ({ claims }: OidcAnswer): Promise<boolean> => {
    if (vectors.length === 0) return true
    const reached = typeof claims['vot'] === 'string' ? parseVector(claims['vot']) : null
    if (reached === null || (trustmark !== null && claims['vtm'] !== trustmark)) return false
    const identity = levelOf === null ? 0 : await levelOf(claims[coreIdentityClaim], String(claims['sub']))
    return isReached(vectors, { signIn: reached.signIn, identity })
  }
  return {
    start: (language) => flow.start(language),
    finish: async (callback, checks) => {
      const answer = await flow.finish(callback, checks, [levelOf === null ? subjectClaim : coreIdentityClaim])
      if (answer === null) return { outcome: 'not_understood' }
      if (answer === 'declined') return { outcome: 'declined' }
      if (!(await isSureEnough(answer))) return { outcome: 'not_sure_enough' }
      const subject = answer.claims[subjectClaim]
      return typeof subject === 'string' && subject !== '' ? { outcome: 'signed_in', subject } : { outcome: 'not_understood' }
    },
  }
}

/** Told at the userinfo endpoint, where one asks for it. @see OpenID Connect Core 1.0, section 5.5 */
const identityAsked = JSON.stringify({ userinfo: { [coreIdentityClaim]: null } })

async function signedBy(jwk: JWK): Promise<ClientAuth> {
  const { kid, alg = 'ES256' } = jwk
  const key = await importJWK(jwk, alg)
  if (key instanceof Uint8Array) throw new TypeError('The key for the citizens\' sign-in is not a private key.')
  return PrivateKeyJwt(kid === undefined ? key : { key, kid })
}
