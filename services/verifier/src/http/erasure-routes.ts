import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import { authorityParameters, publicRefusals, text } from './schemas.ts'

export interface ErasureRoutesPorts {
  readonly erasePresentation: (authority: string, handle: string) => Promise<string>
}

const erasureBody = {
  type: 'object',
  required: ['handle'],
  additionalProperties: false,
  properties: { handle: { ...text, minLength: 1, maxLength: 1024, description: '`counterfoil_erasure_handle` of the answer to what was shared' } },
} as const
const receiptAnswer = {
  type: 'object',
  description: 'It is erased, or was before',
  required: ['receipt'],
  properties: { receipt: { ...text, description: 'JWT of type `counterfoil-erasure+jwt`, signed by the authority: what was asked when, what was erased, what is kept by which law, and who was told' } },
} as const

/** Where whoever shared asks for it to be erased. */
export function erasureRoutes({ erasePresentation }: ErasureRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    openToWallets(scope)

    scope.post<{ Params: { authority: string }; Body: { handle: string } }>(
      '/:authority/erasures',
      {
        config: { limit: 'guess' },
        schema: { tags: ['Wallets'], operationId: 'erasePresentation', summary: 'Erase what is held of one presentation, for who made it', description: 'The address stands in the Request Object, as `erasure_endpoint` of `client_metadata`. To ask again changes nothing and gives the same receipt', consumes: ['application/json'], params: authorityParameters, body: erasureBody, response: { 200: receiptAnswer, ...publicRefusals({ 400: 'The body is malformed', 404: 'There is no such authority, or the handle is not one of its own', 413: 'The body is too large', 415: 'The body is not JSON' }) } },
      },
      async (request, reply) => {
        if (request.mediaType !== 'application/json') throw new Refusal('unsupported_media_type')
        return noStore(reply).send({ receipt: await erasePresentation(request.params.authority, request.body.handle) })
      },
    )
  }
}
