import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { cryptoRandom } from '../system/crypto-random.ts'
import type { Logger } from '../system/logger.ts'
import { answerError, answerUnreadable } from './answer-errors.ts'
import { addApiDescription, type ApiDescription } from './api-description.ts'
import { addErrorShapes } from './described-answers.ts'
import { acceptForms } from './form-body.ts'
import { addHealth, type Readiness } from './health.ts'
import { limitRequests } from './limit-requests.ts'
import { usualLimits, type HttpLimits } from './limits.ts'
import type { ErrorStyle, Problem } from './problem.ts'
import { refuseOtherMethods } from './refuse-other-methods.ts'
import { refuseAmbiguousRequests } from './ambiguous-requests.ts'
import { addSecurityHeaders, securityHeaders } from './security-headers.ts'
import { refuseWhenOverloaded } from './overload.ts'
import { noteRoutes } from './served-routes.ts'
import { acceptJson } from './strict-json-body.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    errors?: ErrorStyle
    /** What a malformed body is called here; each endpoint's standard has its own word. */
    invalid?: RefusalCode
  }
}

export interface ServerOptions {
  readonly logger: Logger
  /** Where people and programs reach this service; with https, browsers are told to insist on it. */
  readonly publicUrl: string
  readonly limits?: HttpLimits
  /** Describes the service at `/docs`. */
  readonly docs?: ApiDescription
  /** What hinders the service now, in words; asked by `/health/ready`. */
  readonly readiness?: Readiness
  /** Renders a refusal for people. */
  readonly renderProblem?: (problem: Problem, request: FastifyRequest) => string
}

/**
 * A Fastify that repairs no message, logs no address, limits what one caller may take, and tells every refusal in the words
 * of its standard. What is not said otherwise is secure: no answer is cached, none is framed, no JSON member comes twice.
 */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, limits = usualLimits } = options
  const headers = securityHeaders(options.publicUrl)
  const app = Fastify({
    logger: false,
    genReqId: () => cryptoRandom.secret(9),
    bodyLimit: limits.largestBody,
    exposeHeadRoutes: false,
    trustProxy: limits.trustedProxies.length === 0 ? false : [...limits.trustedProxies],
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
    requestTimeout: limits.requestWithinMs,
    connectionTimeout: limits.silenceMs,
    keepAliveTimeout: limits.silenceMs,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, caseSensitive: true },
    return503OnClosing: true,
    http: { maxHeaderSize: limits.largestHeaders, headersTimeout: limits.headersWithinMs, connectionsCheckingInterval: Math.min(1000, limits.headersWithinMs), insecureHTTPParser: false, requireHostHeader: true },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, logger),
    // An address that can't be read has no route, and no hook runs for it.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply.headers(headers), options),
  })
  app.server.maxConnections = limits.mostConnections
  app.removeContentTypeParser('text/plain')
  acceptForms(app)
  acceptJson(app)
  addErrorShapes(app)
  noteRoutes(app)
  addSecurityHeaders(app, headers)
  logAnswers(app, logger)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options))
  app.setNotFoundHandler((request, reply) => answerError(new Refusal('not_found'), request, reply, options))
  await refuseWhenOverloaded(app, limits)
  limitRequests(app, limits, logger)
  refuseOtherMethods(app)
  refuseAmbiguousRequests(app)
  if (options.docs !== undefined) await addApiDescription(app, options.docs)
  addHealth(app, options.readiness)
  return app
}

function logAnswers(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route, never the address: addresses carry codes.
    logger.info({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime), request: request.id }, 'answered')
    done()
  })
}
