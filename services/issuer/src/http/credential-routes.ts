import { acceptUnjudgedJson } from '@counterfoil/service-kit/http/strict-json-body'
import { credentialResponse, parseCredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import type { ResponseEncryption } from '@counterfoil/shared/oid4vci/message-encryption'
import type { FastifyInstance } from 'fastify'
import type { IssuedCredentials, IssuingRequest } from '../use-cases/issue-credential.ts'
import type { AuthorityOf } from './authority-of.ts'
import { acceptEncrypted, readMessage, sendMessage, type MessagePorts } from './messages.ts'
import * as schemas from './schemas.ts'
import { tokenOf } from './token-of.ts'

export interface CredentialRoutesPorts extends MessagePorts {
  readonly authorityOf: AuthorityOf
  readonly issueCredential: (request: IssuingRequest) => Promise<IssuedCredentials>
}

const config = { errors: 'oauth', invalid: 'invalid_credential_request', limit: 'guess' } as const

/** Where credentials leave, encrypted for who asks so. @see OpenID4VCI 1.0, section 8 */
export function credentialRoutes(ports: CredentialRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    acceptUnjudgedJson(scope)
    acceptEncrypted(scope)

    scope.post('/:authority/credential', { ...schemas.credential, config }, async (request, reply) => {
      const authority = ports.authorityOf(request.params)
      let answerTo: ResponseEncryption | null = null
      const parse = () => {
        const { value, transport } = readMessage(request.body, authority, ports)
        const parsed = parseCredentialRequest(value, transport)
        answerTo = parsed.responseEncryption
        return parsed
      }
      const { credentials, notificationId } = await ports.issueCredential({ authority, token: tokenOf(request), parse })
      return sendMessage(reply, credentialResponse(credentials, notificationId), answerTo, ports.encryption)
    })
  }
}
