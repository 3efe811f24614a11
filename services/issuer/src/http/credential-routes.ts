import { acceptUnjudgedJson } from '@counterfoil/service-kit/http/strict-json-body'
import { credentialResponse, parseCredentialRequest, writtenCredentialResponse } from '@counterfoil/shared/oid4vci/credential-request'
import { deferredResponse, parseDeferredCredentialRequest } from '@counterfoil/shared/oid4vci/deferred-credential'
import type { ResponseEncryption } from '@counterfoil/shared/oid4vci/message-encryption'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Collected, CollectingRequest } from '../use-cases/collect-deferred.ts'
import type { Issued } from '../use-cases/commit-credentials.ts'
import type { Deferred } from '../use-cases/defer-issuing.ts'
import type { IssuingRequest } from '../use-cases/issue-credential.ts'
import type { AuthorityOf } from './authority-of.ts'
import { acceptEncrypted, readMessage, sendMessage, type MessagePorts } from './messages.ts'
import * as schemas from './schemas.ts'
import type { TokenOf } from './token-of.ts'
import { whenSent } from './when-sent.ts'

export interface CredentialRoutesPorts extends MessagePorts {
  readonly authorityOf: AuthorityOf
  readonly base: string
  /** Whether wallets are told how to say what became of a credential. */
  readonly notifications: boolean
  readonly tokenOf: TokenOf
  readonly issueCredential: (request: IssuingRequest) => Promise<Issued | Deferred>
  readonly collectDeferred: (request: CollectingRequest) => Promise<Collected | Deferred>
  /** Credentials were answered with but could not be marked as collected; they can be collected again. */
  readonly onUnconfirmed: (error: unknown) => void
}

const config = { errors: 'oauth', invalid: 'invalid_credential_request', limit: 'guess' } as const

/** Where credentials leave, encrypted for who asks so. @see OpenID4VCI 1.0, sections 8 and 9 */
export function credentialRoutes(ports: CredentialRoutesPorts) {
  const { base } = ports
  return async (scope: FastifyInstance): Promise<void> => {
    acceptUnjudgedJson(scope)
    acceptEncrypted(scope)

    scope.post(`${base}/credential`, { ...schemas.credential, config }, async (request, reply) => {
      const authority = ports.authorityOf(request.params)
      let answerTo: ResponseEncryption | null = null
      const parse = () => {
        const { value, transport } = readMessage(request.body, authority, ports)
        const parsed = parseCredentialRequest(value, transport)
        answerTo = parsed.responseEncryption
        return parsed
      }
      return answer(reply, await ports.issueCredential({ authority, token: await ports.tokenOf(authority, request, reply), parse }), answerTo, ports)
    })

    scope.post(`${base}/deferred`, { ...schemas.deferred, config }, async (request, reply) => {
      const authority = ports.authorityOf(request.params)
      let answerTo: ResponseEncryption | null = null
      const parse = () => {
        const { value, transport } = readMessage(request.body, authority, ports)
        const parsed = parseDeferredCredentialRequest(value, transport)
        answerTo = parsed.responseEncryption
        return parsed
      }
      const outcome = await ports.collectDeferred({ authority, token: await ports.tokenOf(authority, request, reply), parse })
      if (outcome.kind === 'issued') whenSent(reply, outcome.answered, ports.onUnconfirmed)
      return answer(reply, outcome, answerTo, ports)
    })
  }
}

function answer(reply: FastifyReply, outcome: Issued | Deferred, to: ResponseEncryption | null, { encryption, notifications }: Pick<CredentialRoutesPorts, 'encryption' | 'notifications'>): FastifyReply {
  if (outcome.kind === 'deferred') return sendMessage(reply.code(202), deferredResponse(outcome), to, encryption)
  const issued = [outcome.credentials, notifications ? outcome.notificationId : null] as const
  return to === null ? reply.type('application/json; charset=utf-8').send(writtenCredentialResponse(...issued)) : sendMessage(reply, credentialResponse(...issued), to, encryption)
}
