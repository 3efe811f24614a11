import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import type { Askers } from '../ports.ts'
import { numberPage } from './number-page.ts'
import { authorityParameters, numberParameters, publishedKeys, publicRefusals } from './schemas.ts'

export interface PublicRoutesPorts {
  readonly askers: Pick<Askers, 'find' | 'keys'>
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

    scope.get<{ Params: { authority: string; number: string } }>(
      '/:authority/numbers/:number',
      { schema: { tags, operationId: 'showNumber', summary: 'A page that shows the number of its own address', description: 'Where a wallet that has answered from another device sends its citizen, who tells the form the number', params: numberParameters, response: { 200: { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } }, ...publicRefusals({ 404: 'There is no such authority, or this is no number' }) } }, attachValidation: true },
      (request, reply) => {
        const { authority, number } = request.params
        if (askers.find(authority) === null || !/^\d{3}$/.test(number)) throw new Refusal('not_found')
        return noStore(reply).type('text/html; charset=utf-8').send(numberPage(number))
      },
    )
  }
}
