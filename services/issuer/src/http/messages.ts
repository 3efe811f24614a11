import { jsonOf, jsonIn } from '@counterfoil/service-kit/http/strict-json-body'
import type { MessageTransport, ResponseEncryption } from '@counterfoil/shared/oid4vci/message-encryption'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { MessageEncryption } from '../ports.ts'

/** A request as it came: still encrypted. */
class EncryptedMessage {
  readonly compact: string

  constructor(compact: string) {
    this.compact = compact
  }
}

/** In this scope a body may be encrypted, too. @see OpenID4VCI 1.0, section 10 */
export function acceptEncrypted(scope: FastifyInstance): void {
  scope.addContentTypeParser('application/jwt', { parseAs: 'string' }, async (_request: unknown, body: string | Buffer) => new EncryptedMessage(body.toString().trim()))
}

export interface MessagePorts {
  readonly encryption: MessageEncryption
  readonly mustBeEncrypted: boolean
}

/** The JSON value of a request, whichever way it came. Refuses `invalid_credential_request` and `invalid_encryption_parameters`. */
export function readMessage(body: unknown, authority: Authority, { encryption, mustBeEncrypted }: MessagePorts): { readonly value: unknown; readonly transport: MessageTransport } {
  const isEncrypted = body instanceof EncryptedMessage
  const value = isEncrypted ? jsonIn(encryption.open(authority.id, body.compact), 'invalid_credential_request') : jsonOf(body, 'invalid_credential_request')
  return { value, transport: { isEncrypted, mustBeEncrypted } }
}

/** Answers as the request asked: encrypted, or as JSON. */
export const sendMessage = (reply: FastifyReply, content: object, to: ResponseEncryption | null, encryption: MessageEncryption): FastifyReply =>
  to === null ? reply.send(content) : reply.type('application/jwt').send(encryption.encrypt(content, to))
