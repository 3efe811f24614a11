import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import type { Askers } from '../ports.ts'
import { authorityParameters, publishedKeys, publicRefusals } from './schemas.ts'

export interface PublicRoutesPorts {
  readonly askers: Pick<Askers, 'keys'>
}

const tags = ['Anybody']
const briefly = 'public, max-age=300'

/** What anybody may read: with which keys an authority signs what it asks and what it checked. */
export function publicRoutes({ askers }: PublicRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    openToWallets(scope)

    scope.get<{ Params: { authority: string } }>(
      '/:authority/jwks.json',
      { schema: { tags, operationId: 'keys', summary: 'Keys that sign Request Objects, Check Records and Prefill Receipts', description: 'RFC 7517, section 5', params: authorityParameters, response: { 200: publishedKeys, ...publicRefusals({ 404: 'There is no such authority' }) } } },
      async (request, reply) => {
        const keys = askers.keys(request.params.authority)
        if (keys.length === 0) throw new Refusal('not_found')
        return reply.header('cache-control', briefly).send({ keys })
      },
    )
  }
}
