import type { FastifyInstance } from 'fastify'
import type { ErrorStyle } from './problem.ts'

// How refusals are described: one shape for each style, named once in the description of a service.

const text = { type: 'string' } as const
const problem = {
  $id: 'Problem',
  type: 'object',
  description: 'Problem details, RFC 9457',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { ...text, description: '`urn:counterfoil:problem:` and the code' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What happened, in words that anybody may see' },
    code: { ...text, description: 'One code of the refusal catalogue', examples: ['not_found'] },
    instance: { ...text, description: 'The request, as the log names it' },
  },
} as const
const oauthError = {
  $id: 'OAuthError',
  type: 'object',
  description: 'Error of OAuth 2.0, RFC 6749, section 5.2',
  required: ['error'],
  properties: { error: { ...text, examples: ['invalid_request'] }, error_description: text, refusal: text, redirect_uri: text, counterfoil_erasure_handle: text, counterfoil_tries_left: { type: 'integer', description: 'After a wrong transaction code: how many more are taken. None: the offer can no longer be used' } },
} as const

export function addErrorShapes(app: FastifyInstance): void {
  app.addSchema(problem)
  app.addSchema(oauthError)
}

const contents = {
  oauth: { 'application/json': { schema: { $ref: 'OAuthError#' } } },
  problem: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
} as const
const always = { 429: 'Too many requests; wait as `Retry-After` says', 500: 'A fault of the service', 503: 'Too much to do, or a part this depends on is away; wait as `Retry-After` says' } as const

/** The refusals of a route by status, each with its reasons; those that every route has are added. */
export const refusals = (style: Exclude<ErrorStyle, 'page'>, reasons: Readonly<Record<number, string>> = {}): Record<number, object> =>
  Object.fromEntries(Object.entries({ ...reasons, ...always }).map(([status, description]) => [status, { description, content: contents[style] }]))
