import { bearerToken } from '@counterfoil/service-kit/http/bearer-token'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authority } from '../../domain/authority.ts'
import type { CouncilGrant, CouncilScope } from '../../domain/council-client.ts'
import { idempotencyKeyOf, type RepeatableRequest } from '../../domain/repeatable-request.ts'
import type { CouncilTokens } from '../../ports/council-api.ts'
import type { AuthorityOf } from '../authority-of.ts'

export interface GuardPorts {
  readonly authorityOf: AuthorityOf
  readonly tokens: CouncilTokens
  readonly clock: Clock
}

/** Who asks, and of which authority: of the token's and the address's, which have to be the same. */
export interface Caller extends CouncilGrant {
  readonly authority: Authority
}

/**
 * Lets nobody by who has no token of this authority with this scope, before their body is read. Tokens of wallets are not of
 * this realm. Refuses `token_missing`, `token_invalid`, `insufficient_scope`. @see RFC 6750, section 3
 */
export function councilGuard({ authorityOf, tokens, clock }: GuardPorts) {
  const callers = new WeakMap<FastifyRequest, Caller>()
  return {
    needs: (scope: CouncilScope) => async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const authority = authorityOf(request.params)
      const refuse = (code: 'token_missing' | 'token_invalid' | 'insufficient_scope', more: string): never => {
        void reply.header('www-authenticate', `Bearer realm="council"${more}`)
        throw new Refusal(code)
      }
      if (request.headers.authorization === undefined) return refuse('token_missing', '')
      const token = bearerToken(request)
      const grant = token === null ? null : tokens.read(authority.id, token, clock.now())
      if (grant === null) return refuse('token_invalid', ', error="invalid_token"')
      if (!grant.scopes.includes(scope)) return refuse('insufficient_scope', `, error="insufficient_scope", scope="${scope}"`)
      callers.set(request, { ...grant, authority })
    },
    callerOf: (request: FastifyRequest): Caller => {
      const caller = callers.get(request)
      if (caller === undefined) throw new Error('A route of councils\' systems has no guard.')
      return caller
    },
  }
}

/** The request as it may be sent again. Refuses `idempotency_key_missing`. */
export function repeatableRequestOf(request: FastifyRequest, { authority, client }: Caller): RepeatableRequest {
  const key = idempotencyKeyOf(request.headers['idempotency-key'])
  if (key === null) throw new Refusal('idempotency_key_missing')
  return { authority: authority.id, client, key, content: `${request.method} ${request.url}\n${JSON.stringify(request.body)}` }
}
