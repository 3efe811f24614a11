import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refusalCatalogue } from '@counterfoil/shared/refusals/refusal-codes'
import type { Logger } from '../system/logger.ts'
import { noteRefusal } from './told-a-nonce.ts'
import { asRefusal, problemOf, type Problem } from './problem.ts'

export interface Answering {
  readonly logger: Logger
  readonly renderProblem?: (problem: Problem, request: FastifyRequest) => string
}

/** Answers a refusal, or a fault of ours, in the words of the route's standard. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, { logger, renderProblem }: Answering): FastifyReply {
  const { errors = 'problem', invalid = 'invalid_request' } = request.routeOptions.config
  const refusal = asRefusal(error, invalid)
  const route = request.routeOptions.url ?? 'unknown'
  const problem = problemOf(refusal, `urn:counterfoil:request:${request.id}`)
  if (refusal !== null) noteRefusal(request, refusal.code)
  if (refusal === null) logger.error({ err: error, route, request: request.id }, 'failed')
  // What can't be done now is for the operator to see; what isn't allowed is everyday.
  else logger[problem.status === 503 ? 'warn' : 'info']({ refusal: refusal.code, detail: refusal.detail, route, request: request.id }, 'refused')
  void reply.code(problem.status).header('cache-control', 'no-store')
  if ((problem.status === 503 || problem.status === 429) && !reply.hasHeader('retry-after')) void reply.header('retry-after', '5')
  if (errors === 'page' && renderProblem !== undefined) return reply.type('text/html; charset=utf-8').send(renderProblem(problem, request))
  if (errors !== 'oauth') return reply.type('application/problem+json').send(problem)
  const entry = refusal === null ? { error: 'server_error' } : refusalCatalogue[refusal.code]
  // A route that takes more than bearer tokens has said so itself.
  if (problem.status === 401 && !reply.hasHeader('www-authenticate')) void reply.header('www-authenticate', refusal?.code === 'token_missing' ? 'Bearer' : `Bearer error="${entry.error}"`)
  return reply.type('application/json').send({ error: entry.error, error_description: errorDescription(problem.detail), ...refusal?.members })
}

/** Only the characters that a description may have leave the server. @see RFC 6749, section 5.2 */
export const errorDescription = (text: string): string => text.replaceAll(/[^\u0020\u0021\u0023-\u005B\u005D-\u007E]/g, '?')

const unreadable: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than this service takes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body is larger than this service takes.'],
}

/** Ends a connection on which something came that is not one well-formed request: what follows can't be told apart. @see RFC 9112, section 6.3 */
export function answerUnreadable({ code = '' }: { readonly code?: string }, socket: Socket | Duplex, logger: Logger): void {
  if (code === 'ECONNRESET' || socket.destroyed) return
  const [status, detail] = unreadable[code] ?? [400, 'This is not a well-formed HTTP request.']
  // Never the error itself: it holds the bytes that came.
  logger.info({ refusal: 'invalid_request', detail: code, route: 'unknown', status }, 'refused')
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail })
  const headers = [`content-type: application/problem+json`, `content-length: ${body.length}`, 'cache-control: no-store', 'x-content-type-options: nosniff', 'connection: close']
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  else socket.destroy()
}
