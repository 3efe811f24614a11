import { bearerToken } from '@counterfoil/service-kit/http/bearer-token'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Only who has the API key of the authority in the address goes on. */
export const requireKey =
  (isKeyOf: (authority: string, key: string) => boolean) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const key = bearerToken(request)
    const { authority } = request.params as { authority: string }
    if (key !== null && isKeyOf(authority, key)) return done()
    void reply.header('www-authenticate', 'Bearer')
    return done(new Refusal(key === null ? 'token_missing' : 'token_invalid', { words: 'The API key of the authority is needed.' }))
  }
