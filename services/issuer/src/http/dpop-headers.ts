import { parseDpopToken } from '@counterfoil/shared/oauth/bearer-token'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { refusalCatalogue } from '@counterfoil/shared/refusals/refusal-codes'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { BoundTokenRequest } from '../use-cases/read-access-token.ts'

/** One header that may come once; two of them would be joined by a comma, which no proof has. */
export const headerOf = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export interface DpopPorts {
  readonly newNonce: (authority: Authority) => string
  readonly readBoundToken: (authority: Authority, request: BoundTokenRequest) => Promise<AccessToken>
}

/** Every answer brings the nonce for the next proof, so that none costs a request of its own. @see RFC 9449, section 8.2 */
export const giveNextNonce = (reply: FastifyReply, nonce: string): void => void reply.header('dpop-nonce', nonce)

export const isBound = ({ headers }: FastifyRequest): boolean => /^dpop /i.test(headers.authorization ?? '')

/** What finds the grant of a bound token at a protected resource. */
export async function boundTokenOf({ newNonce, readBoundToken }: DpopPorts, authority: Authority, request: FastifyRequest, reply: FastifyReply): Promise<AccessToken> {
  giveNextNonce(reply, newNonce(authority))
  try {
    const token = parseDpopToken(request.headers.authorization)
    return await readBoundToken(authority, { token, proof: headerOf(request, 'dpop'), method: request.method, url: `${authority.identifier}/${endpointOf(request)}` })
  } catch (error) {
    if (error instanceof Refusal) void reply.header('www-authenticate', `DPoP error="${challengeOf(error) ?? 'invalid_token'}", algs="ES256"`)
    throw error
  }
}

/** Which of its endpoints a wallet calls. */
export const endpointOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url?.split('/').at(-1) ?? ''

/** How a challenge names what a token lacks; null for what isn't about the token. @see RFC 6750, section 3.1; RFC 9449, section 7.1 */
export function challengeOf({ code }: Refusal): string | null {
  const { status, error } = refusalCatalogue[code]
  return status === 401 || code === 'insufficient_scope' ? error : null
}
