import type { FastifyReply } from 'fastify'

/** Keeps an answer out of every cache. @see RFC 6749, section 5.1 */
export const noStore = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store')
