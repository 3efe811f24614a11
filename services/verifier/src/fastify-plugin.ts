import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createVerifier, type VerifierWorld } from './assemble.ts'
import type { VerifierConfig } from './config.ts'

export type { VerifierConfig, VerifierWorld }

export interface VerifierPluginOptions {
  /** The address of `verifierUrl` ends with the prefix under which the plugin is registered. */
  readonly config: VerifierConfig
  /** What it should take from the host rather than from the machine, such as its logger. */
  readonly world?: Partial<VerifierWorld>
}

/**
 * The verifier within another Fastify server, under a prefix. It stays a server of its own that doesn't listen, and takes
 * each request of the prefix as it came, before a body is read: so its limits, parsers and errors hold within the prefix
 * alone, and of the host's hooks only `onRequest` comes before it. It closes with the host.
 */
export async function verifierPlugin(scope: FastifyInstance, { config, world }: VerifierPluginOptions): Promise<void> {
  const { prefix } = scope
  const { pathname } = new URL(config.verifierUrl)
  if (prefix === '' || pathname !== prefix) throw new ConfigurationError(`The verifier is registered under the prefix "${prefix}", but its address ends with "${pathname}": both must be the same, and not empty.`)
  const verifier = await createVerifier(config, world)
  scope.addHook('onClose', () => verifier.close())
  await verifier.app.ready()
  scope.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, _done) => {
    reply.hijack()
    request.raw.url = pathWithin(prefix, request.raw.url ?? prefix)
    verifier.app.routing(request.raw, reply.raw)
  })
  const neverReached = (): never => {
    throw new Error('a request of the verifier was left to its host')
  }
  scope.all('/', neverReached)
  scope.all('/*', neverReached)
}

function pathWithin(prefix: string, url: string): string {
  const rest = url.slice(prefix.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
