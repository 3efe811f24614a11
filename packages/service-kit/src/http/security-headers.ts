import type { FastifyInstance } from 'fastify'

const always: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-frame-options': 'DENY',
  // Who may keep an answer says so; what carries a secret must not depend on being remembered.
  'cache-control': 'no-store',
}
const overTls = { 'strict-transport-security': 'max-age=31536000' }

/** What every answer carries unless its route says something else. @see OWASP HTTP Security Response Headers */
export const securityHeaders = (publicUrl: string): Readonly<Record<string, string>> => (publicUrl.startsWith('https:') ? { ...always, ...overTls } : always)

/** At the start of each answer, in one call: a route that sets one of them has the last word. */
export function addSecurityHeaders(app: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers)
    done()
  })
}
