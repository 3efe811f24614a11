import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { AcceptedAnswer } from '@counterfoil/shared/oid4vp/authorization-response'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RequestId } from '../domain/presentation.ts'
import type { AnswerOutcome, PostedResponse } from '../use-cases/receive-response.ts'
import { acceptedAnswer, codeFound, codeParameters, requestParameters, walletRefusal } from './schemas.ts'

export interface WalletRoutesPorts {
  readonly serveRequestObject: (authority: string, requestId: RequestId) => Promise<string>
  readonly receiveResponse: (authority: string, requestId: RequestId, posted: PostedResponse) => Promise<AnswerOutcome>
  readonly lookUpCode: (authority: string, typed: string) => Promise<{ clientId: string; requestUri: string }>
}

interface RequestParameters {
  readonly authority: string
  readonly request: string
}

const tags = ['Wallets']
const config = { errors: 'oauth', limit: 'guess' } as const

/** What any wallet asks of the verifier. @see OpenID4VP 1.0, sections 5.10 and 8.2 */
export function walletRoutes(ports: WalletRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    openToWallets(scope)

    scope.get<{ Params: RequestParameters }>(
      '/:authority/requests/:request',
      { config, schema: { tags, summary: 'The signed Request Object', params: requestParameters, produces: [requestObjectMediaType] } },
      async (request, reply) => {
        const requestObject = await ports.serveRequestObject(request.params.authority, request.params.request as RequestId)
        return noStore(reply).type(requestObjectMediaType).send(requestObject)
      },
    )

    scope.post<{ Params: RequestParameters }>(
      '/:authority/responses/:request',
      {
        config,
        schema: { tags, summary: 'The wallet\'s answer: `response` (JWE), or `error` and `state`', consumes: [formType], params: requestParameters, response: { 200: acceptedAnswer, '4xx': walletRefusal } },
      },
      async (request, reply) => {
        const { authority, request: requestId } = request.params
        const outcome = await ports.receiveResponse(authority, requestId as RequestId, postedResponse(request))
        if (outcome.kind === 'accepted') return noStore(reply).send(outcome.answer)
        return noStore(reply).code(400).send(refusalBody(outcome.refusal, outcome.answer))
      },
    )

    scope.get<{ Params: { authority: string; code: string } }>(
      '/:authority/codes/:code',
      { config, schema: { tags, summary: 'The request that a typed code stands for', params: codeParameters, response: { 200: codeFound, '4xx': walletRefusal } } },
      async (request, reply) => {
        const { clientId, requestUri } = await ports.lookUpCode(request.params.authority, request.params.code)
        return noStore(reply).send({ client_id: clientId, request_uri: requestUri })
      },
    )
  }
}

const formType = 'application/x-www-form-urlencoded'

/** Reads what was posted by what it is, never by what it says of itself elsewhere. Error texts are dropped unread. */
function postedResponse(request: FastifyRequest): PostedResponse {
  if (request.mediaType !== formType) throw new Refusal('unsupported_media_type')
  const { response, error, state, vp_token: vpToken } = request.body as Readonly<Record<string, string>>
  if (error !== undefined && response === undefined) return { kind: 'error', state: state ?? null }
  if (vpToken !== undefined && response === undefined) throw new Refusal('encryption_required')
  if (response === undefined || error !== undefined || vpToken !== undefined) throw new Refusal('invalid_request')
  return { kind: 'encrypted', response }
}

const refusalBody = (refusal: RefusalCode, answer: AcceptedAnswer) => ({
  error: refusalCatalogue[refusal].error,
  error_description: refusalCatalogue[refusal].words,
  refusal,
  ...answer,
})
