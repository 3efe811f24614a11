import { readFile } from 'node:fs/promises'
import { sha256Base64Url } from '../crypto/es256.ts'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'

export interface Asset {
  readonly address: string
  readonly file: string
  readonly type: string
}

/** The style sheet, the script and the icon of the pages. Never turned away: a page that was answered needs them to be read. */
export function assetRoutes(assets: readonly Asset[]) {
  return async (scope: FastifyInstance): Promise<void> => {
    for (const { address, file, type } of assets) {
      scope.get(address, { exposeHeadRoute: true, schema: { hide: true }, config: { limit: 'none' } }, async (request, reply) => {
        const text = await readFile(file, 'utf8').catch(() => null)
        if (text === null) throw new Refusal('not_found', { detail: 'an asset has not been built' })
        const etag = `"${sha256Base64Url(text)}"`
        reply.header('etag', etag).header('cache-control', 'public, no-cache')
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        return reply.type(type).send(text)
      })
    }
  }
}
