import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'

/** A route as it was added: what tests and descriptions ask about. */
export interface ServedRoute {
  readonly method: string
  readonly url: string
  readonly schema: () => FastifySchema | undefined
  readonly config: () => FastifyContextConfig
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
  app.addHook('onRoute', (route) => {
    // Read later: a scope's own hooks may still add to a route.
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, schema: () => route.schema, config: () => route.config ?? {} })
  })
}
