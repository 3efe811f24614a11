import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { formOf, parseAuthorizationRequest, type AuthorizationRequest } from '@counterfoil/shared/oauth/authorization-request'
import { authorizedTokenResponse, parseAuthorizedTokenRequest, type AuthorizedTokenRequest } from '@counterfoil/shared/oauth/authorized-token-request'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { grantedAccess } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import { requestLifetime, type StepSecret } from '../domain/authorization.ts'
import { accessTokenLifetime } from '../domain/credential-offer.ts'
import type { WalletCredentials } from '../use-cases/authenticate-wallet.ts'
import type { AuthorizedTokens } from '../use-cases/redeem-authorization.ts'
import type { AuthorityOf } from './authority-of.ts'
import { giveNextNonce, headerOf, type DpopPorts } from './dpop-headers.ts'
import * as schemas from './authorization-schemas.ts'

export interface AuthorizationPorts extends DpopPorts {
  readonly pushAuthorizationRequest: (authority: Authority, credentials: WalletCredentials, parse: () => AuthorizationRequest) => Promise<StepSecret>
  readonly redeemAuthorization: (authority: Authority, credentials: WalletCredentials, request: AuthorizedTokenRequest) => Promise<AuthorizedTokens>
  readonly offerBySignIn: (authority: Authority, typeId: string) => JsonObject
}

export const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:'

/** What a wallet asks of the authorization server before it sends a citizen. */
export function authorizationRoutes({ base, ...ports }: AuthorizationPorts & { readonly authorityOf: AuthorityOf; readonly base: string }) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.post(`${base}/par`, { ...schemas.pushedRequest, config: { errors: 'oauth', limit: 'guess' } }, async (request, reply) => {
      const authority = ports.authorityOf(request.params)
      giveNextNonce(reply, ports.newNonce(authority))
      // JSON that came instead of a form has no parameters.
      const body = request.mediaType === 'application/json' ? {} : request.body
      const secret = await ports.pushAuthorizationRequest(authority, credentialsOf(request, body), () => parseAuthorizationRequest(body))
      return reply.code(201).send({ request_uri: `${requestUriPrefix}${secret}`, expires_in: requestLifetime })
    })

    scope.get(`${base}/sign-in-offers/:type`, { ...schemas.signInOffer, config: { errors: 'oauth' } }, (request) => {
      const { type } = request.params as { readonly type: string }
      return ports.offerBySignIn(ports.authorityOf(request.params), type)
    })
  }
}

/** Answers a token request of a wallet that a citizen authorised. */
export async function answerAuthorizedToken(ports: AuthorizationPorts, authority: Authority, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<{ readonly answer: object; readonly confirm: () => Promise<void> }> {
  giveNextNonce(reply, ports.newNonce(authority))
  const tokens = await ports.redeemAuthorization(authority, credentialsOf(request, body), parseAuthorizedTokenRequest(body))
  const { accessToken, refreshToken, accesses } = tokens
  return { answer: authorizedTokenResponse({ accessToken, refreshToken, lifetime: accessTokenLifetime, access: grantedAccess(accesses) }), confirm: tokens.answered }
}

/** Who a request says that it comes from, and what it shows for that. */
function credentialsOf(request: FastifyRequest, body: unknown): WalletCredentials {
  const clientId = formOf(body)('client_id')
  if (clientId === null) throw new Refusal('invalid_client', { detail: 'no client_id' })
  return { clientId, attestation: headerOf(request, 'oauth-client-attestation'), attestationProof: headerOf(request, 'oauth-client-attestation-pop'), dpop: headerOf(request, 'dpop') }
}
