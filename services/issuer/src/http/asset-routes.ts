import { readFile } from 'node:fs/promises'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'

/** The one style sheet that the pages use. */
export function assetRoutes({ styleSheetFile }: { readonly styleSheetFile: string }) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.get('/assets/counterfoil.css', { schema: { hide: true } }, async (request, reply) => {
      const css = await readFile(styleSheetFile, 'utf8').catch(() => null)
      if (css === null) throw new Refusal('not_found', { detail: 'the style sheet has not been built' })
      const etag = `"${sha256Base64Url(css)}"`
      reply.header('etag', etag).header('cache-control', 'public, no-cache')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type('text/css; charset=utf-8').send(css)
    })
  }
}
