import { noStore } from '@counterfoil/service-kit/http/no-store'
import { together } from '@counterfoil/service-kit/http/together'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { readWalletError } from '@counterfoil/shared/oid4vp/authorization-response'
import type { FastifyInstance } from 'fastify'
import type { TransactionId } from '../domain/presentation.ts'
import type { AnswerOutcome, PostedResponse } from '../use-cases/receive-response.ts'
import type { DigitalCredentialsStarted, DigitalCredentialsWanted } from '../use-cases/start-digital-credentials.ts'
import { browserAnswer, browserAnswerBody, browserStartBody, browserStarted } from './digital-credential-schemas.ts'
import { mustOpenForm, requireKey, type KeyPorts } from './require-key.ts'
import { authorityParameters, formRefusals, transactionParameters } from './schemas.ts'

export interface DigitalCredentialRoutesPorts extends KeyPorts {
  readonly startDigitalCredentials: (authority: string, wanted: DigitalCredentialsWanted) => Promise<DigitalCredentialsStarted>
  readonly receiveFromBrowser: (authority: string, transactionId: TransactionId, posted: PostedResponse) => Promise<AnswerOutcome>
}

interface StartBody {
  readonly form: string
  readonly form_key: DigitalCredentialsWanted['formKey']
  readonly origin: string
  readonly transaction_data?: DigitalCredentialsWanted['transactions']
}

const tags = ['Form servers']
const security = [{ apiKey: [] }]
const config = { limit: 'authority' } as const

/** What a form's server passes on to and from the browser of its page. @see OpenID4VP 1.0, appendix A */
export function digitalCredentialRoutes(ports: DigitalCredentialRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    requireKey(scope, ports)

    scope.post<{ Params: { authority: string }; Body: StartBody }>(
      '/:authority/digital-credentials',
      { config, preHandler: together, schema: { tags, security, operationId: 'startDigitalCredentials', summary: 'Begin a presentation through the Digital Credentials API', description: 'OpenID4VP 1.0, appendix A', consumes: ['application/json'], params: authorityParameters, body: browserStartBody, response: { 201: browserStarted, ...formRefusals({ 400: 'The body is malformed, or the origin not one of the form', 404: 'There is no such form', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => {
        const { form, form_key: formKey, origin, transaction_data: transactions } = request.body
        const { transactionId, expiresAt, requests } = await ports.startDigitalCredentials(request.params.authority, { form, formKey, origin, isSandbox: mustOpenForm(request, form), ...(transactions === undefined ? {} : { transactions }) })
        return noStore(reply).code(201).send({ transaction_id: transactionId, expires_at: dateTimeOf(expiresAt), requests })
      },
    )

    scope.post<{ Params: { authority: string; transaction: string }; Body: { data: Json } }>(
      '/:authority/digital-credentials/:transaction',
      { config, schema: { tags, security, operationId: 'answerDigitalCredentials', summary: 'Bring what the browser gave: `data` of the `DigitalCredential`', description: 'OpenID4VP 1.0, appendix A.4', consumes: ['application/json'], params: transactionParameters, body: browserAnswerBody, response: { 200: browserAnswer, ...formRefusals({ 400: 'The answer is malformed or refused, and the presentation stays open', 404: 'There is no such presentation for a browser', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => {
        const outcome = await ports.receiveFromBrowser(request.params.authority, request.params.transaction as TransactionId, postedByBrowser(request.body.data))
        return noStore(reply).send(outcome.kind === 'accepted' ? { accepted: true } : { accepted: false, refusal: outcome.refusal })
      },
    )
  }
}

/** Reads `data` by what it is. Which of the kinds is taken was settled when it was asked for. */
function postedByBrowser(data: Json): PostedResponse {
  const { response, vp_token: vpToken, error } = isJsonObject(data) ? data : {}
  if (typeof error === 'string' && response === undefined && vpToken === undefined) return { kind: 'error', error: readWalletError(error), state: null }
  if (typeof response === 'string' && vpToken === undefined && error === undefined) return { kind: 'encrypted', response }
  if (isJsonObject(vpToken) && response === undefined && error === undefined) return { kind: 'plain', vpToken: JSON.stringify(vpToken), state: null }
  throw new Refusal('invalid_request')
}
