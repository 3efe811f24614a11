import type { FastifyRequest } from 'fastify'

/** The bearer token of a request; null when there is none of that shape. @see RFC 6750, section 2.1 */
export function bearerToken(request: FastifyRequest): string | null {
  return /^Bearer ([A-Za-z0-9\-._~+/]{16,512}=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}
