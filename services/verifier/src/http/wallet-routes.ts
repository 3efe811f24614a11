import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { together } from '@counterfoil/service-kit/http/together'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { readWalletError, type AcceptedAnswer } from '@counterfoil/shared/oid4vp/authorization-response'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import { walletParametersIn, type WalletParameters } from '@counterfoil/shared/oid4vp/wallet-parameters'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RequestId } from '../domain/presentation.ts'
import type { RequestFound } from '../use-cases/look-up-code.ts'
import type { AnswerOutcome, PostedResponse } from '../use-cases/receive-response.ts'
import { dropErrorText, mostWithErrorText } from './drop-error-text.ts'
import { acceptedAnswer, answerBody, codeFound, codeParameters, requestParameters, walletBody, walletRefusals } from './schemas.ts'

export interface WalletRoutesPorts {
  readonly serveRequestObject: (authority: string, requestId: RequestId, wallet?: WalletParameters) => Promise<string>
  readonly receiveResponse: (authority: string, requestId: RequestId, posted: PostedResponse) => Promise<AnswerOutcome>
  readonly lookUpCode: (authority: string, typed: string) => Promise<RequestFound>
}

interface RequestParameters {
  readonly authority: string
  readonly request: string
}

const tags = ['Wallets']
const requestObjectAnswer = { description: 'Request Object', content: { [requestObjectMediaType]: { schema: { type: 'string' } } } } as const
const config = { errors: 'oauth', limit: 'guess' } as const

/** What any wallet asks of the verifier. @see OpenID4VP 1.0, sections 5.10 and 8.2 */
export function walletRoutes(ports: WalletRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    openToWallets(scope)

    scope.get<{ Params: RequestParameters }>(
      '/:authority/requests/:request',
      { config, schema: { tags, operationId: 'requestObject', summary: 'The signed Request Object', description: 'OpenID4VP 1.0, section 5.10', params: requestParameters, response: { 200: requestObjectAnswer, ...walletRefusals({ 404: 'There is no such request, or it has ended' }) } } },
      async (request, reply) => {
        const requestObject = await ports.serveRequestObject(request.params.authority, request.params.request as RequestId)
        return noStore(reply).type(requestObjectMediaType).send(requestObject)
      },
    )

    scope.post<{ Params: RequestParameters }>(
      '/:authority/requests/:request',
      { config, preHandler: together, attachValidation: true, schema: { tags, operationId: 'requestObjectForWallet', summary: 'The signed Request Object, with the nonce of the wallet', description: 'OpenID4VP 1.0, section 5.10', consumes: [formType], params: requestParameters, body: walletBody, response: { 200: requestObjectAnswer, ...walletRefusals({ 400: 'The parameters of the wallet are malformed, or it can take no request of ours', 404: 'There is no such request, or it has ended', 413: 'The body is too large', 415: 'The body is not a form' }) } } },
      async (request, reply) => {
        const wallet = walletParametersIn(formOf(request))
        const requestObject = await ports.serveRequestObject(request.params.authority, request.params.request as RequestId, wallet)
        return noStore(reply).type(requestObjectMediaType).send(requestObject)
      },
    )

    scope.post<{ Params: RequestParameters }>(
      '/:authority/responses/:request',
      {
        config,
        bodyLimit: mostWithErrorText,
        preParsing: dropErrorText(scope),
        preHandler: together,
        // Described, and read by `postedResponse`: what a wallet adds is ignored.
        attachValidation: true,
        schema: { tags, operationId: 'receiveResponse', summary: 'The answer of the wallet: `response` (JWE), or `error` and `state`', description: 'OpenID4VP 1.0, section 8.2', consumes: [formType], params: requestParameters, body: answerBody, response: { 200: acceptedAnswer, ...walletRefusals({ 400: 'The answer is refused: `refusal` says why, `redirect_uri` leads back to the form', 404: 'There is no such request', 413: 'The body is too large', 415: 'The body is not a form' }) } },
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
      { config, schema: { tags, operationId: 'lookUpCode', summary: 'The request that a typed code stands for', params: codeParameters, response: { 200: codeFound, ...walletRefusals({ 404: 'There is no such code, or it has expired' }) } } },
      async (request, reply) => {
        const { clientId, requestUri, method } = await ports.lookUpCode(request.params.authority, request.params.code)
        return noStore(reply).send({ client_id: clientId, request_uri: requestUri, request_uri_method: method })
      },
    )
  }
}

const formType = 'application/x-www-form-urlencoded'

function formOf(request: FastifyRequest): Readonly<Record<string, string>> {
  if (request.mediaType !== formType) throw new Refusal('unsupported_media_type')
  return request.body as Readonly<Record<string, string>>
}

/** Reads what was posted by what it is, never by what it says of itself elsewhere. Error texts are dropped unread. */
function postedResponse(request: FastifyRequest): PostedResponse {
  const { response, error, state = null, vp_token: vpToken } = formOf(request)
  if (error !== undefined && response === undefined) return { kind: 'error', error: readWalletError(error), state }
  if (vpToken !== undefined && response === undefined) return { kind: 'plain', vpToken, state }
  if (response === undefined || error !== undefined || vpToken !== undefined) throw new Refusal('invalid_request')
  return { kind: 'encrypted', response }
}

const refusalBody = (refusal: RefusalCode, answer: AcceptedAnswer) => ({
  error: refusalCatalogue[refusal].error,
  error_description: refusalCatalogue[refusal].words,
  refusal,
  ...answer,
})
