import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/**
 * Refuses what two readers could each understand in another way: a parameter that the address carries twice, two hosts, and
 * a request without a version. @see RFC 6749, section 3.1; RFC 9112, section 3.2
 */
export function refuseAmbiguousRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (repeats(request.query as Readonly<Record<string, unknown>>)) return done(new Refusal('invalid_request', { words: 'A parameter is there twice.' }))
    if (request.raw.httpVersionMajor === 1 && hosts(request) < 2) return done()
    void reply.header('connection', 'close')
    return done(new Refusal('invalid_request'))
  })
}

function repeats(query: Readonly<Record<string, unknown>>): boolean {
  for (const name in query) if (Array.isArray(query[name])) return true
  return false
}

function hosts({ raw: { rawHeaders } }: FastifyRequest): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') count += 1
  return count
}
