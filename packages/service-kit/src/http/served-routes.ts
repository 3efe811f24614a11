import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'

/** A route as it was added: what tests and descriptions ask about. */
export interface ServedRoute {
  readonly method: string
  readonly url: string
  readonly schema: FastifySchema | undefined
  readonly config: FastifyContextConfig
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of this server, in the order in which they were added. */
    servedRoutes: ServedRoute[]
  }
}

export function noteRoutes(app: FastifyInstance): void {
  const routes: ServedRoute[] = []
  app.decorate('servedRoutes', routes)
  app.addHook('onRoute', ({ method, url, schema, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, schema, config: config ?? {} })
  })
}
