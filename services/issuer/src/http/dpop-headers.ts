import { parseDpopToken } from '@counterfoil/shared/oauth/bearer-token'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
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
    const endpoint = request.routeOptions.url?.split('/').at(-1) ?? ''
    return await readBoundToken(authority, { token, proof: headerOf(request, 'dpop'), method: request.method, url: `${authority.identifier}/${endpoint}` })
  } catch (error) {
    if (error instanceof Refusal) void reply.header('www-authenticate', `DPoP error="${challengeOf(error)}", algs="ES256"`)
    throw error
  }
}

const challengeOf = ({ code }: Refusal): string => (code === 'resource_dpop_nonce' ? 'use_dpop_nonce' : code === 'resource_dpop_proof' ? 'invalid_dpop_proof' : 'invalid_token')
