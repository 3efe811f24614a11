import { step } from '@counterfoil/service-kit/system/steps'
import type { FastifyReply } from 'fastify'

/** Notes that an answer has left: until then a process that dies leaves what it answered with to be asked for again. */
export function whenSent(reply: FastifyReply, answered: () => Promise<void>, onUnconfirmed: (error: unknown) => void): void {
  reply.raw.once('finish', () => {
    step('answer.sent')
    answered().catch(onUnconfirmed)
  })
}
