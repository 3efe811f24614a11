import type { FastifyInstance } from 'fastify'
import cors from '@fastify/cors'

/** Lets wallets, which run in browsers on any origin, call what is in this scope. No cookie ever counts here. */
export async function openToWallets(scope: FastifyInstance): Promise<void> {
  await scope.register(cors, { origin: '*', methods: ['GET', 'POST'], credentials: false, maxAge: 3600, exposedHeaders: ['etag', 'www-authenticate'] })
}
