import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Logger } from '../system/logger.ts'
import type { HttpLimits } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How often a route may be asked. `guess`: it takes a secret that somebody may try to guess, so wrong ones are counted
     * as well. `authority`: it takes an authority's key; wrong keys are counted by address, right ones by authority.
     * `none`: always answered. By address unless told.
     */
    limit?: 'guess' | 'authority' | 'none'
  }
}

const minute = 60_000
const misses = { guess: new Set([400, 401, 404]), authority: new Set([401]) } as const

/**
 * Limits requests by caller, in the memory of this process: each replica counts for itself, and remembers the 5,000 callers
 * that came last. Refuses `too_many_requests` with `Retry-After`. @see RFC 6585, section 4
 */
export async function limitRequests(app: FastifyInstance, limits: HttpLimits, logger: Logger): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: minute, keyGenerator: callers() })
  if (limits.missesPerMinute > 0) limitMisses(app, limits.missesPerMinute, logger)
  if (limits.requestsPerMinute > 0) limitByAddress(app, limits.requestsPerMinute)
  if (limits.authorityRequestsPerMinute > 0) limitByAuthority(app, limits.authorityRequestsPerMinute)
}

function limitMisses(app: FastifyInstance, max: number, logger: Logger): void {
  const counted = app.createRateLimit({ max })
  const missesOf = ({ routeOptions: { config } }: FastifyRequest): ReadonlySet<number> | null => (config.limit === 'guess' || config.limit === 'authority' ? misses[config.limit] : null)
  app.addHook('onRequest', async (request, reply) => {
    if (missesOf(request) === null) return
    const so = await counted(request, { increment: false })
    if (!so.isAllowed && so.remaining === 0) refuse(reply, so.ttlInSeconds)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (missesOf(request)?.has(reply.statusCode) !== true) return
    const so = await counted(request)
    if (!so.isAllowed && so.remaining === 0) logger.warn({ route: request.routeOptions.url }, 'one address guesses')
  })
}

function limitByAddress(app: FastifyInstance, max: number): void {
  const counted = app.createRateLimit({ max })
  app.addHook('onRequest', async (request, reply) => {
    const { limit } = request.routeOptions.config
    if (limit === 'none' || limit === 'authority') return
    const so = await counted(request)
    if (!so.isAllowed && so.isExceeded) refuse(reply, so.ttlInSeconds)
  })
}

/** After the key was checked: nobody else can use up what is an authority's. */
function limitByAuthority(app: FastifyInstance, max: number): void {
  const counted = app.createRateLimit({ max, keyGenerator: (request) => (request.params as { readonly authority: string }).authority })
  app.addHook('preValidation', async (request, reply) => {
    if (request.routeOptions.config.limit !== 'authority') return
    const so = await counted(request)
    if (!so.isAllowed && so.isExceeded) refuse(reply, so.ttlInSeconds)
  })
}

function refuse(reply: FastifyReply, waitSeconds: number): never {
  void reply.header('retry-after', Math.max(1, waitSeconds))
  throw new Refusal('too_many_requests')
}

const mostKnown = 5000

/** What a caller is counted by; finding the network of an IPv6 address takes longer than all the rest, so it is remembered. */
function callers(): (request: FastifyRequest) => string {
  const networks = new Map<string, string>()
  return ({ ip }) => {
    if (!ip.includes(':')) return ip
    const known = networks.get(ip)
    if (known !== undefined) return known
    if (networks.size >= mostKnown) networks.clear()
    const network = normalizeIP(ip, 64)
    networks.set(ip, network)
    return network
  }
}
