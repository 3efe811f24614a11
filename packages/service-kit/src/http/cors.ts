import type { FastifyInstance } from 'fastify'

const readable = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'etag, www-authenticate, dpop-nonce' } as const
const preflight = {
  ...readable,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, accept, dpop, oauth-client-attestation, oauth-client-attestation-pop',
  'access-control-max-age': '3600',
} as const

/**
 * Lets wallets, which run in browsers on any origin, call the routes of this scope; call it before they are added. No
 * cookie ever counts there. Routes outside answer no preflight, so that no other origin can send them JSON.
 * @see Fetch Standard, CORS protocol
 */
export function openToWallets(scope: FastifyInstance): void {
  const answering = new Set<string>()
  scope.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(readable)
    done()
  })
  scope.addHook('onRoute', ({ url, method }) => {
    if (method === 'OPTIONS' || answering.has(url)) return
    answering.add(url)
    scope.options(url, { schema: { hide: true } }, (_request, reply) => reply.code(204).headers(preflight).send())
  })
}
