import { parseBearerToken } from '@counterfoil/shared/oauth/bearer-token'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import { boundTokenOf, isBound, type DpopPorts } from './dpop-headers.ts'

/** What finds the grant of a request's access token. Refuses `token_missing` and `token_invalid`, and what a bound token's proof may lack. */
export type TokenOf = (authority: Authority, request: FastifyRequest, reply: FastifyReply) => AccessToken | Promise<AccessToken>

/** Bearer tokens at once; tokens that are bound to a key once it was proven. */
export const tokenReader =
  (dpop: DpopPorts): TokenOf =>
  (authority, request, reply) =>
    isBound(request) ? boundTokenOf(dpop, authority, request, reply) : (parseBearerToken(request.headers.authorization) as AccessToken)
