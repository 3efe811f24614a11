import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:[^/]+/g, '[^/]+').replaceAll('*', '.*')}$`)

/** Answers 405 with `Allow` where a path is known and its method is not: "not found" would mislead. @see RFC 9110, section 15.5.6 */
export function refuseOtherMethods(app: FastifyInstance): void {
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    if (!request.is404) return done()
    const allowed = allowedAt(app, request.url)
    if (allowed.length === 0) return done()
    void reply.header('allow', allowed.join(', '))
    return done(new Refusal('method_not_allowed'))
  })
}

const patterns = new Map<string, RegExp>()

/** The methods that are taken at an address; none where nothing is. */
export function allowedAt(app: FastifyInstance, address: string): readonly string[] {
  const path = address.split('?')[0] ?? ''
  const allowed = new Set(app.servedRoutes.filter(({ url }) => remembered(url).test(path)).map(({ method }) => method))
  // A preflight is no use of the resource; where one is answered, that answer says so.
  allowed.delete('OPTIONS')
  return [...allowed]
}

function remembered(url: string): RegExp {
  const known = patterns.get(url) ?? patternOf(url)
  patterns.set(url, known)
  return known
}
