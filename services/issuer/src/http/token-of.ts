import { isJwtToken, parseBearerJwt, parseBearerToken, parseDpopJwt } from '@counterfoil/shared/oauth/bearer-token'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { ShownOutsideToken } from '../use-cases/accept-outside-token.ts'
import { boundTokenOf, challengeOf, endpointOf, giveNextNonce, headerOf, isBound, type DpopPorts } from './dpop-headers.ts'

/** What finds the grant of a request's access token. Refuses `token_missing` and `token_invalid`, and what a bound token's proof may lack. */
export type TokenOf = (authority: Authority, request: FastifyRequest, reply: FastifyReply) => AccessToken | Promise<AccessToken>

/** Takes tokens of a server outside. */
export type AcceptOutside = (authority: Authority, shown: ShownOutsideToken) => Promise<AccessToken>

/** Bearer tokens at once; tokens that are bound to a key once it was proven. Those of a server outside are JWTs, which ours never are. */
export const tokenReader =
  (dpop: DpopPorts, outside: AcceptOutside | null = null): TokenOf =>
  (authority, request, reply) => {
    if (outside !== null && isJwtToken(request.headers.authorization)) return outsideTokenOf(dpop, outside, { authority, request, reply })
    return isBound(request) ? boundTokenOf(dpop, authority, request, reply) : (parseBearerToken(request.headers.authorization) as AccessToken)
  }

interface Exchange {
  readonly authority: Authority
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function outsideTokenOf({ newNonce }: DpopPorts, accept: AcceptOutside, { authority, request, reply }: Exchange): Promise<AccessToken> {
  giveNextNonce(reply, newNonce(authority))
  const scheme = isBound(request) ? 'DPoP' : 'Bearer'
  try {
    const jwt = (scheme === 'DPoP' ? parseDpopJwt : parseBearerJwt)(request.headers.authorization)
    const endpoint = endpointOf(request)
    return await accept(authority, { jwt, scheme, proof: headerOf(request, 'dpop'), method: request.method, url: `${authority.identifier}/${endpoint}`, isToIssue: endpoint === 'credential' })
  } catch (error) {
    const challenge = error instanceof Refusal ? challengeOf(error) : null
    if (challenge !== null) void reply.header('www-authenticate', scheme === 'DPoP' ? `DPoP error="${challenge}", algs="ES256"` : `Bearer error="${challenge}"`)
    throw error
  }
}
