import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Servers whose preflight requests are answered already: that route is one for the whole server. */
const answering = new WeakSet<object>()

/** Lets wallets, which run in browsers on any origin, call what is in this scope. No cookie ever counts here. */
export async function openToWallets(scope: FastifyInstance): Promise<void> {
  const preflight = !answering.has(scope.server)
  answering.add(scope.server)
  await scope.register(cors, { origin: '*', methods: ['GET', 'POST'], credentials: false, maxAge: 3600, exposedHeaders: ['etag', 'www-authenticate'], preflight })
}
