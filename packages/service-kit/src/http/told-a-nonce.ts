import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { FastifyRequest } from 'fastify'

/** What every wallet is told first, whatever it holds. @see RFC 9449, section 8 */
const tellANonce: readonly RefusalCode[] = ['use_dpop_nonce', 'resource_dpop_nonce']
const told = new WeakSet<FastifyRequest>()

/** Notes why a request was refused: who lacked a nonce has guessed nothing. */
export function noteRefusal(request: FastifyRequest, code: RefusalCode): void {
  if (tellANonce.includes(code)) told.add(request)
}

export const wasToldANonce = (request: FastifyRequest): boolean => told.has(request)
