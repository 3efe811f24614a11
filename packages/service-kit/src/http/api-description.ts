import type { FastifyInstance } from 'fastify'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'

/** What stands above a service's description. */
export interface ApiDescription {
  readonly title: string
  readonly version: string
  readonly description: string
  /** Who calls which routes; routes name these by their tags. */
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  /** What callers show, by the name that routes give in `security`. */
  readonly credentials: Readonly<Record<string, { readonly type: 'http'; readonly scheme: 'bearer'; readonly description: string }>>
}

const operators = { name: 'Operators', description: 'Whether the service lives and can do its work' }

// The page's own files and nothing else; it asks nobody whether the description is valid.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Describes the routes at `/docs` (for people) and `/docs/json` (OpenAPI 3.1). */
export async function addApiDescription(app: FastifyInstance, { title, version, description, tags, credentials }: ApiDescription): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } }, tags: [...tags, operators], components: { securitySchemes: credentials } },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => (typeof $id === 'string' ? $id : `Shape${index}`) },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: contentSecurityPolicy, uiConfig: { validatorUrl: null } })
}
