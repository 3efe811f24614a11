import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Logger } from '../system/logger.ts'
import { CallerCounts } from './caller-counts.ts'
import { networkOf } from './caller-network.ts'
import { Guesses } from './guesses.ts'
import type { HttpLimits } from './limits.ts'
import { wasToldANonce } from './told-a-nonce.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How often a route may be asked. `guess`: it takes a secret that somebody may try to guess, so wrong ones are counted
     * as well. `client`: likewise of a client's secret, where only who isn't known by theirs is counted; its route may write the answer
     * itself. `sign-in`: people come back to it from a provider, and whoever it turns away is counted. `authority`: it takes an authority's key; wrong keys are counted by address, right ones by authority.
     * `none`: always answered. By address unless told.
     */
    limit?: 'guess' | 'client' | 'sign-in' | 'authority' | 'none'
  }
}

const minute = 60_000
const misses = { guess: new Set([400, 401, 404]), client: new Set([401]), 'sign-in': new Set([400, 401, 403]), authority: new Set([401]) } as const

/**
 * Limits requests by caller, in the memory of this process: each replica counts for itself, and remembers the callers that
 * came last. Refuses `too_many_requests` with `Retry-After`. @see RFC 6585, section 4
 */
export function limitRequests(app: FastifyInstance, limits: HttpLimits, logger: Logger): void {
  const callerOf = callers()
  if (limits.missesPerMinute > 0) limitMisses(app, new CallerCounts(limits.missesPerMinute, minute), callerOf, logger)
  if (limits.requestsPerMinute > 0) limitByAddress(app, new CallerCounts(limits.requestsPerMinute, minute), callerOf)
  if (limits.authorityRequestsPerMinute > 0) limitByAuthority(app, new CallerCounts(limits.authorityRequestsPerMinute, minute))
}

type CallerOf = (request: FastifyRequest) => string

function limitMisses(app: FastifyInstance, counts: CallerCounts, callerOf: CallerOf, logger: Logger): void {
  const missesOf = ({ routeOptions: { config } }: FastifyRequest): ReadonlySet<number> | null => (config.limit === undefined || config.limit === 'none' ? null : misses[config.limit])
  const guesses = new Guesses(counts)
  const judged = new WeakSet<FastifyRequest>()
  const settle = (request: FastifyRequest, status: number): void => {
    const caller = callerOf(request)
    const wrong = missesOf(request)?.has(status) === true && !wasToldANonce(request)
    if (wrong) counts.add(caller)
    if (judged.delete(request)) guesses.leave(caller)
    if (wrong && counts.left(caller) === 0) logger.warn({ route: request.routeOptions.url }, 'one address guesses')
  }
  app.addHook('onRequest', (request, reply, done) => {
    const wait = missesOf(request) === null ? 0 : counts.whenFull(callerOf(request))
    done(wait === 0 ? undefined : refusal(reply, wait))
  })
  // Once its body is there: who sends it slowly keeps nobody waiting.
  app.addHook('preValidation', (request, reply, done) => {
    const { limit } = request.routeOptions.config
    if (limit !== 'guess' && limit !== 'client') return done()
    guesses.enter(callerOf(request), (wait) => {
      if (wait === 0) judged.add(request)
      // An answer that the route writes itself passes no other hook.
      if (wait === 0 && limit === 'client') reply.raw.once('close', () => judged.has(request) && settle(request, reply.raw.statusCode))
      done(wait === 0 ? undefined : refusal(reply, wait))
    })
  })
  // Before the answer leaves: who doesn't wait for it has guessed all the same.
  app.addHook('onSend', (request, reply, payload, done) => {
    settle(request, reply.statusCode)
    done(null, payload)
  })
}

function limitByAddress(app: FastifyInstance, counts: CallerCounts, callerOf: CallerOf): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { limit } = request.routeOptions.config
    const wait = limit === 'none' || limit === 'authority' ? 0 : counts.add(callerOf(request))
    done(wait === 0 ? undefined : refusal(reply, wait))
  })
}

/** After the key was checked: nobody else can use up what is an authority's. */
function limitByAuthority(app: FastifyInstance, counts: CallerCounts): void {
  app.addHook('preValidation', (request, reply, done) => {
    const wait = request.routeOptions.config.limit === 'authority' ? counts.add((request.params as { readonly authority: string }).authority) : 0
    done(wait === 0 ? undefined : refusal(reply, wait))
  })
}

function refusal(reply: FastifyReply, waitSeconds: number): Refusal {
  void reply.header('retry-after', waitSeconds)
  return new Refusal('too_many_requests')
}

const mostKnown = 5000

/** Finding the network of an IPv6 address takes longer than all the rest, so it is remembered. */
function callers(): CallerOf {
  const networks = new Map<string, string>()
  return ({ ip }) => {
    const known = networks.get(ip)
    if (known !== undefined) return known
    if (networks.size >= mostKnown) networks.clear()
    const network = networkOf(ip)
    networks.set(ip, network)
    return network
  }
}
