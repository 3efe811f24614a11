import type { FastifyReply } from 'fastify'

/**
 * Headers of every page: its own script and style alone, no frame, no inline code, nothing that makes markup of strings.
 * Sending a form may lead to the wallet: browsers hold a redirect to `form-action`, too.
 */
export const pageHeaders =
  (walletUrl: string) =>
  (reply: FastifyReply): FastifyReply =>
    reply
      .header(
        'content-security-policy',
        [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "img-src 'self'",
          `form-action 'self' ${new URL(walletUrl).origin}`,
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ].join('; '),
      )
      .header('referrer-policy', 'same-origin')
      .header('permissions-policy', 'clipboard-write=(self), camera=(), microphone=(), geolocation=()')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
