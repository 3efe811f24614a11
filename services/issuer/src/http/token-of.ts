import { parseBearerToken } from '@counterfoil/shared/oauth/bearer-token'
import type { FastifyRequest } from 'fastify'
import type { AccessToken } from '../domain/credential-offer.ts'

/** The access token of a request. Refuses `token_missing` and `token_invalid`. */
export const tokenOf = (request: FastifyRequest): AccessToken => parseBearerToken(request.headers.authorization) as AccessToken
