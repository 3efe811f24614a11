import type { IncomingMessage, ServerResponse } from 'node:http'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { createFetchOutside, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { usualLimits } from '@counterfoil/service-kit/http/limits'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CallsConfig } from './calls-config.ts'
import { attester } from './provider/attester.ts'
import { providerRoutes } from './provider/provider-routes.ts'
import { relayConnections } from './relay/relay.ts'
import { relayRoutes } from './relay/relay-routes.ts'
import { onlyFromOwnPages } from './same-page.ts'

/** What the wallet's server does beside handing out files, where the operator wants it. */
export interface Calls {
  readonly isOne: (path: string) => boolean
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => Promise<void>
}

/** What a test puts in place of the world. */
export interface CallsWorld {
  readonly clock: Clock
  /** The relay's way out; nothing private lies on it. */
  readonly fetchOutside: FetchOutside
}

/** As the services answer: strict about what comes, limited by caller, and without a log. */
export async function openCalls(config: CallsConfig, world: Partial<CallsWorld> = {}): Promise<Calls> {
  const { clock = systemClock, fetchOutside = createFetchOutside({ privateHosts: [], connections: relayConnections }) } = world
  const { walletUrl, provider, relays, callsPerMinute, trustedProxies } = config
  const app = await buildServer({ logger: createLogger('wallet', { write: () => {} }), publicUrl: walletUrl, limits: { ...usualLimits, trustedProxies, requestsPerMinute: callsPerMinute } })
  // A form is what other pages may send without asking first; nothing here takes one.
  app.removeContentTypeParser('application/x-www-form-urlencoded')
  onlyFromOwnPages(app, walletUrl)
  if (provider !== null) await app.register(async (scope) => providerRoutes({ walletUrl, attester: attester(walletUrl, provider, clock), clock })(scope))
  if (relays) await app.register(async (scope) => relayRoutes(fetchOutside)(scope))
  await app.ready()
  return { isOne: (path) => /^\/(provider|relay)(\/|$)/.test(path), answer: (request, response) => app.routing(request, response), close: () => app.close() }
}
