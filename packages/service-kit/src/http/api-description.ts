import type { FastifyInstance } from 'fastify'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'

/** What stands above a service's description. */
export interface ApiDescription {
  readonly title: string
  readonly version: string
  readonly description: string
}

// The page's own files and nothing else; it asks nobody whether the description is valid.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Describes the routes at `/docs` (for people) and `/docs/json` (OpenAPI 3.1). */
export async function addApiDescription(app: FastifyInstance, info: ApiDescription): Promise<void> {
  await app.register(swagger, { openapi: { openapi: '3.1.0', info } })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: contentSecurityPolicy, uiConfig: { validatorUrl: null } })
}
