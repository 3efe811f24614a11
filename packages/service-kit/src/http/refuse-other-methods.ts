import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

interface KnownPath {
  readonly pattern: RegExp
  readonly methods: Set<string>
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:[^/]+/g, '[^/]+').replaceAll('*', '.*')}$`)

/** Answers 405 with `Allow` where a path is known and its method is not: "not found" would mislead. @see RFC 9110, section 15.5.6 */
export function refuseOtherMethods(app: FastifyInstance): void {
  const known = new Map<string, KnownPath>()
  app.addHook('onRoute', (route) => {
    const path = known.get(route.url) ?? { pattern: patternOf(route.url), methods: new Set<string>() }
    for (const method of [route.method].flat()) path.methods.add(method)
    known.set(route.url, path)
  })
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    if (!request.is404) return done()
    const path = request.url.split('?')[0] ?? ''
    const allowed = new Set([...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]))
    allowed.delete('OPTIONS')
    if (allowed.size === 0 || request.method === 'OPTIONS') return done()
    void reply.header('allow', [...allowed].join(', '))
    return done(new Refusal('method_not_allowed'))
  })
}
