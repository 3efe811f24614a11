import { networkOf } from '@counterfoil/service-kit/http/caller-network'
import { preferredType } from '@counterfoil/service-kit/http/negotiate'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bitstringPurposes } from '../domain/authority.ts'
import type { ListFormName } from '../ports.ts'
import type { StatusPublisher } from '../use-cases/publish-status-list.ts'
import type { AuthorityOf } from './authority-of.ts'
import * as schemas from './schemas.ts'
import { sendTagged } from './send-tagged.ts'

export interface StatusListRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly base: string
  /** Whether lists of the past are told. */
  readonly history: boolean
  readonly publisher: Pick<StatusPublisher, 'publish' | 'publishAsOf'>
}

const types = { jwt: 'application/statuslist+jwt', cwt: 'application/statuslist+cwt', revocation: 'application/vc+jwt', suspension: 'application/vc+jwt' } as const satisfies Record<ListFormName, string>

// Asked for again each time by whoever must know now; others may hold it for its `ttl`, and the edge for seconds, or longer while the issuer is away.
const present = { 'cache-control': 'public, no-cache', 'cdn-cache-control': 'public, max-age=5, stale-if-error=3600' } as const
// What it says never changes. Its bytes may: it is signed anew once it was forgotten here, or its key was changed.
const past = { 'cache-control': 'public, max-age=31536000', 'cdn-cache-control': 'public, max-age=31536000' } as const

/** Which credentials still stand, and stood. */
export function statusListRoutes({ authorityOf, base, publisher, history }: StatusListRoutesPorts) {
  const answer = async (request: FastifyRequest, reply: FastifyReply, form: ListFormName): Promise<FastifyReply> => {
    const authority = authorityOf(request.params)
    const number = numberOf(request)
    const time = timeOf(request)
    // @see Token Status List, section 8.4
    if (time !== null && !history) throw new Refusal('not_implemented')
    const then = time === null ? 'now' : await publisher.publishAsOf(authority, number, form, { time, caller: networkOf(request.ip) })
    if (then !== null && then !== 'now' && 'wait' in then) {
      void reply.header('retry-after', then.wait)
      throw new Refusal('too_many_requests')
    }
    const list = then === 'now' ? await publisher.publish(authority, number, form) : then
    if (list === null) throw new Refusal('not_found')
    return sendTagged(request, reply.headers(then === 'now' ? present : past).type(types[form]), list)
  }
  return async (scope: FastifyInstance): Promise<void> => {
    scope.get(`${base}/status-lists/:number`, { ...schemas.statusList, exposeHeadRoute: true }, (request, reply) => {
      const form = preferredType(request.headers.accept, [types.jwt, types.cwt]) === types.cwt ? 'cwt' : 'jwt'
      return answer(request, reply.header('vary', 'accept'), form)
    })
    for (const purpose of bitstringPurposes) {
      scope.get(`${base}/status-lists/:number/${purpose}`, { ...schemas.bitstringList(purpose), exposeHeadRoute: true }, (request, reply) => answer(request, reply, purpose))
    }
  }
}

const numberPattern = /^[1-9][0-9]{0,9}$/
const timePattern = /^(0|[1-9][0-9]{0,11})$/

function numberOf(request: FastifyRequest): number {
  const { number } = request.params as { readonly number: string }
  if (!numberPattern.test(number)) throw new Refusal('not_found')
  return Number(number)
}

/** The second that is asked about; null for now. @see Token Status List, section 8.4 */
function timeOf(request: FastifyRequest): EpochSeconds | null {
  const { time } = request.query as { readonly time?: unknown }
  if (time === undefined) return null
  if (typeof time !== 'string' || !timePattern.test(time)) throw new Refusal('invalid_request', { detail: 'time' })
  return epochSeconds(Number(time))
}
