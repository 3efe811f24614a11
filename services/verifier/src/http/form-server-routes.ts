import { noStore } from '@counterfoil/service-kit/http/no-store'
import { together } from '@counterfoil/service-kit/http/together'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { FastifyInstance } from 'fastify'
import type { PresentationNumber, PresentationState, ResponseCode, TransactionId } from '../domain/presentation.ts'
import type { ResultProof } from '../ports.ts'
import type { PresentationStarted, PresentationWanted } from '../use-cases/start-presentation.ts'
import { mustOpenForm, requireKey, type KeyPorts } from './require-key.ts'
import { authorityParameters, formRefusals, presentationState, resultBody, sealedResult, startBody, started, transactionParameters } from './schemas.ts'
import { stateBody } from './state-body.ts'

export interface FormServerRoutesPorts extends KeyPorts {
  readonly startPresentation: (authority: string, wanted: PresentationWanted) => Promise<PresentationStarted>
  readonly showPresentation: (authority: string, transactionId: TransactionId) => Promise<PresentationState>
  readonly collectResult: (authority: string, transactionId: TransactionId, proof: ResultProof) => Promise<string>
}

interface StartBody {
  readonly form: string
  readonly flow: PresentationWanted['flow']
  readonly form_key: PresentationWanted['formKey']
  readonly return_url?: string
  readonly locale?: 'en' | 'cy'
  readonly transaction_data?: PresentationWanted['transactions']
}

const tags = ['Form servers']
const security = [{ apiKey: [] }]
const config = { limit: 'authority' } as const

/** What an authority's form server asks of the verifier, with the authority's key. */
export function formServerRoutes(ports: FormServerRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    requireKey(scope, ports)

    scope.post<{ Params: { authority: string }; Body: StartBody }>(
      '/:authority/presentations',
      { config, preHandler: together, schema: { tags, security, operationId: 'startPresentation', summary: 'Begin a presentation for a form', consumes: ['application/json'], params: authorityParameters, body: startBody, response: { 201: started, ...formRefusals({ 400: 'The body is malformed, or the return address not one of the form', 404: 'There is no such form', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => {
        const { form, flow, form_key: formKey, return_url: returnUrl, locale, transaction_data: transactions } = request.body
        const wanted = { form, flow, formKey, isSandbox: mustOpenForm(request, form), ...(returnUrl === undefined ? {} : { returnUrl }), ...(locale === undefined ? {} : { locale }), ...(transactions === undefined ? {} : { transactions }) }
        const begun = await ports.startPresentation(request.params.authority, wanted)
        return noStore(reply).code(201).send(startedBody(begun))
      },
    )

    scope.get<{ Params: { authority: string; transaction: string } }>(
      '/:authority/presentations/:transaction',
      { config, schema: { tags, security, operationId: 'showPresentation', summary: 'Where a presentation stands', params: transactionParameters, response: { 200: presentationState, ...formRefusals({ 404: 'There is no such presentation, or it was forgotten' }) } } },
      async (request, reply) => {
        return noStore(reply).send(stateBody(await ports.showPresentation(request.params.authority, request.params.transaction as TransactionId)))
      },
    )

    scope.post<{ Params: { authority: string; transaction: string }; Body: { response_code?: string; number?: string } | null }>(
      '/:authority/presentations/:transaction/result',
      { config, schema: { tags, security, operationId: 'collectResult', summary: 'Take the sealed result, once', consumes: ['application/json'], params: transactionParameters, body: resultBody, response: { 200: sealedResult, ...formRefusals({ 400: 'The body is malformed, or the response code or number missing or wrong', 404: 'There is no result: not yet, not any more, or never', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => {
        const { response_code: code = null, number = null } = request.body ?? {}
        const result = await ports.collectResult(request.params.authority, request.params.transaction as TransactionId, { responseCode: code as ResponseCode | null, number: number as PresentationNumber | null })
        return noStore(reply).send({ result })
      },
    )
  }
}

const startedBody = (begun: PresentationStarted) => ({
  transaction_id: begun.transactionId,
  expires_at: dateTimeOf(begun.expiresAt),
  client_id: begun.clientId,
  request_uri: begun.requestUri,
  wallet_link: begun.walletLink,
  openid4vp_link: begun.openid4vpLink,
  ...(begun.code === undefined ? {} : { code: begun.code }),
})
