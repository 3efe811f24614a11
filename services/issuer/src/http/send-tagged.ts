import type { FastifyReply, FastifyRequest } from 'fastify'

/** Sends what has a tag; whoever has it already is told that alone. @see RFC 9110, section 13.1.2 */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, { content, etag }: { readonly content: string | Uint8Array; readonly etag: string }): FastifyReply {
  void reply.header('etag', etag)
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.send(typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength))
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined && header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
