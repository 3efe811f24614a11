import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { Logger } from '../system/logger.ts'
import { acceptForms } from './form-body.ts'
import { asRefusal, problemOf, type ErrorStyle, type Problem } from './problem.ts'
import { refuseOtherMethods } from './refuse-other-methods.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    errors?: ErrorStyle
    /** What a malformed body is called here; each endpoint's standard has its own word. */
    invalid?: RefusalCode
  }
}

export interface ServerOptions {
  readonly logger: Logger
  /** Describes the service at `/docs`. */
  readonly docs?: { readonly title: string; readonly version: string; readonly description: string }
  /** Whether the service can do its work now; asked by `/health/ready`. */
  readonly ready?: () => Promise<boolean>
  /** Renders a refusal for people. */
  readonly renderProblem?: (problem: Problem, request: FastifyRequest) => string
}

const bodyLimit = 64 * 1024
const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
}

/** A Fastify that repairs no message, logs no address, and tells every refusal in the words of its standard. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit,
    exposeHeadRoutes: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    return503OnClosing: true,
  })
  app.removeContentTypeParser('text/plain')
  acceptForms(app)
  app.addHook('onSend', (_request, reply, payload, done) => {
    for (const name in securityHeaders) if (!reply.hasHeader(name)) reply.header(name, securityHeaders[name])
    done(null, payload)
  })
  logAnswers(app, options.logger)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options))
  app.setNotFoundHandler((request, reply) => answerError(new Refusal('not_found'), request, reply, options))
  refuseOtherMethods(app)
  addHealth(app, options)
  if (options.docs !== undefined) await addDocs(app, options.docs)
  return app
}

function logAnswers(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route, never the address: addresses carry codes.
    logger.info({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime), request: request.id }, 'answered')
    done()
  })
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, { logger, renderProblem }: ServerOptions): FastifyReply {
  const { errors = 'problem', invalid = 'invalid_request' } = request.routeOptions.config
  const refusal = asRefusal(error, invalid)
  const route = request.routeOptions.url ?? 'unknown'
  if (refusal === null) logger.error({ err: error, route, request: request.id }, 'failed')
  const problem = problemOf(refusal, `urn:counterfoil:request:${request.id}`)
  // What can't be done now is for the operator to see; what isn't allowed is everyday.
  if (refusal !== null) logger[problem.status === 503 ? 'warn' : 'info']({ refusal: refusal.code, detail: refusal.detail, route, request: request.id }, 'refused')
  void reply.code(problem.status).header('cache-control', 'no-store')
  if (problem.status === 503 || problem.status === 429) void reply.header('retry-after', '5')
  if (errors === 'page' && renderProblem !== undefined) return reply.type('text/html; charset=utf-8').send(renderProblem(problem, request))
  if (errors !== 'oauth') return reply.type('application/problem+json').send(problem)
  const entry = refusal === null ? { error: 'server_error' } : refusalCatalogue[refusal.code]
  if (problem.status === 401) void reply.header('www-authenticate', refusal?.code === 'token_missing' ? 'Bearer' : `Bearer error="${entry.error}"`)
  return reply.type('application/json').send({ error: entry.error, error_description: problem.detail })
}

function addHealth(app: FastifyInstance, { ready }: ServerOptions): void {
  app.get('/health/live', { schema: { hide: true } }, () => ({ status: 'live' }))
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const isReady = ready === undefined || (await ready().catch(() => false))
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready' })
  })
}

async function addDocs(app: FastifyInstance, info: { readonly title: string; readonly version: string; readonly description: string }): Promise<void> {
  await app.register(swagger, { openapi: { openapi: '3.1.0', info } })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
