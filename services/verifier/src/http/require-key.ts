import { bearerToken } from '@counterfoil/service-kit/http/bearer-token'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TransactionId } from '../domain/presentation.ts'

/** What an API key opens. */
export interface KeyScope {
  /** Null for every form of the authority. */
  readonly forms: readonly string[] | null
  readonly isSandbox: boolean
}

export interface KeyPorts {
  readonly scopeOf: (authority: string, key: string) => KeyScope | null
  /** Refuses with `not_found` when the presentation is not of a form that the key opens. */
  readonly mustBeOpened: (scope: KeyScope, authority: string, transactionId: TransactionId) => Promise<void>
}

declare module 'fastify' {
  interface FastifyRequest {
    keyScope: KeyScope | null
  }
}

/** Only who has an API key of the authority in the address goes on, and only to presentations that the key opens. */
export function requireKey(scope: FastifyInstance, { scopeOf, mustBeOpened }: KeyPorts): void {
  scope.decorateRequest('keyScope', null)
  scope.addHook('onRequest', async (request, reply) => {
    const key = bearerToken(request)
    const { authority, transaction } = request.params as { authority: string; transaction?: string }
    request.keyScope = key === null ? null : scopeOf(authority, key)
    if (request.keyScope !== null) return transaction === undefined ? undefined : mustBeOpened(request.keyScope, authority, transaction as TransactionId)
    void reply.header('www-authenticate', 'Bearer')
    throw new Refusal(key === null ? 'token_missing' : 'token_invalid', { words: 'The API key of the authority is needed.' })
  })
}

/** Whether what is begun for this form with the request's key is a rehearsal. Refuses with `forbidden` for a form that the key doesn't open. */
export function mustOpenForm({ keyScope }: FastifyRequest, form: string): boolean {
  if (keyScope === null) throw new Error('a form server was let in without a key')
  if (keyScope.forms?.includes(form) === false) throw new Refusal('forbidden', { words: 'The API key does not open this form.' })
  return keyScope.isSandbox
}
