import type { IncomingMessage } from 'node:http'
import type Provider from 'oidc-provider'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Where the protocol has its endpoints; one of them takes secrets. */
const endpoints = [
  ['GET', '/.well-known/openid-configuration', 'oauth'],
  ['GET', '/jwks', 'oauth'],
  ['GET', '/auth', 'page'],
  ['GET', '/auth/:uid', 'page'],
  ['POST', '/token', 'oauth', 'client'],
] as const

/** Of a body that says its length; the protocol stops reading one that doesn't. */
const largestBody = 32 * 1024

/** Its own address is what it was configured with, whatever a request says: links and cookies follow from it. */
export function asConfigured(request: IncomingMessage, issuer: string): IncomingMessage {
  const { host, protocol } = new URL(issuer)
  Object.assign(request.headers, { host, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) })
  return request
}

/** Hands requests to the protocol, which reads their bodies itself. */
export const protocolRoutes = (protocol: Provider, issuer: string) => {
  const handle = protocol.callback()
  return async (scope: FastifyInstance): Promise<void> => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null))
    scope.addHook('preParsing', (request, _reply, _body, done) => done(Number(request.headers['content-length'] ?? 0) > largestBody ? new Refusal('body_too_large') : null))
    const pass = (request: FastifyRequest, reply: FastifyReply): void => {
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
      void handle(asConfigured(request.raw, issuer), reply.raw)
    }
    for (const [method, url, errors, limit] of endpoints) scope.route({ method, url, config: { errors, ...(limit === undefined ? {} : { limit }) }, handler: pass })
  }
}
