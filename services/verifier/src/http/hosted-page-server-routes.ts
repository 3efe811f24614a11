import { noStore } from '@counterfoil/service-kit/http/no-store'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PresentationState, ResponseCode, TransactionId } from '../domain/presentation.ts'
import type { OpenedBy } from '../use-cases/follow-hosted-page.ts'
import type { HostedPageStarted, HostedPageWanted } from '../use-cases/start-hosted-page.ts'
import { hostedPageBody, hostedPageParameters, hostedPageResultBody, hostedPageStarted } from './hosted-page-schemas.ts'
import { mustOpenForm, requireKey, type KeyPorts } from './require-key.ts'
import { authorityParameters, formRefusals, presentationState, sealedResult } from './schemas.ts'
import { stateBody } from './state-body.ts'

export interface HostedPageServerRoutesPorts extends KeyPorts {
  readonly startHostedPage: (authority: string, wanted: HostedPageWanted) => Promise<HostedPageStarted>
  readonly showHostedPage: (opened: OpenedBy, authority: string, transactionId: TransactionId) => Promise<PresentationState>
  readonly collectFromHostedPage: (opened: OpenedBy, authority: string, transactionId: TransactionId, responseCode: ResponseCode) => Promise<string>
}

interface StartBody {
  readonly form: string
  readonly form_key: HostedPageWanted['formKey']
  readonly return_url: string
  readonly locale?: 'en' | 'cy'
}

interface PageParameters {
  readonly authority: string
  readonly page: TransactionId
}

const tags = ['Form servers']
const security = [{ apiKey: [] }]
const config = { limit: 'authority' } as const

/** What a form's server that runs no script in its pages asks of the verifier. */
export function hostedPageServerRoutes(ports: HostedPageServerRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    requireKey(scope, ports)

    scope.post<{ Params: { authority: string }; Body: StartBody }>(
      '/:authority/hosted-pages',
      { config, schema: { tags, security, operationId: 'startHostedPage', summary: 'Make a page of the verifier’s, where one citizen asks their wallet', consumes: ['application/json'], params: authorityParameters, body: hostedPageBody, response: { 201: hostedPageStarted, ...formRefusals({ 400: 'The body is malformed, or the return address not one of the form', 404: 'There is no such form', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => {
        const { form, form_key: formKey, return_url: returnUrl, locale: language = 'en' } = request.body
        const { transactionId, hostedPageUri, expiresAt } = await ports.startHostedPage(request.params.authority, { form, formKey, returnUrl, language, isSandbox: mustOpenForm(request, form) })
        return noStore(reply).code(201).send({ transaction_id: transactionId, hosted_page_uri: hostedPageUri, expires_at: dateTimeOf(expiresAt) })
      },
    )

    scope.get<{ Params: PageParameters }>(
      '/:authority/hosted-pages/:page',
      { config, schema: { tags, security, operationId: 'showHostedPage', summary: 'Where a hosted page stands', params: hostedPageParameters, response: { 200: presentationState, ...formRefusals({ 404: 'There is no such page, or it was forgotten' }) } } },
      async (request, reply) => noStore(reply).send(stateBody(await ports.showHostedPage(openedBy(request), request.params.authority, request.params.page))),
    )

    scope.post<{ Params: PageParameters; Body: { response_code: string } }>(
      '/:authority/hosted-pages/:page/result',
      { config, schema: { tags, security, operationId: 'collectFromHostedPage', summary: 'Take the sealed result of a hosted page, once', consumes: ['application/json'], params: hostedPageParameters, body: hostedPageResultBody, response: { 200: sealedResult, ...formRefusals({ 400: 'The body is malformed, or the response code wrong', 404: 'There is no result: not yet, not any more, or never', 413: 'The body is too large', 415: 'The body is not JSON' }) } } },
      async (request, reply) => noStore(reply).send({ result: await ports.collectFromHostedPage(openedBy(request), request.params.authority, request.params.page, request.body.response_code as ResponseCode) }),
    )
  }
}

function openedBy({ keyScope }: FastifyRequest): OpenedBy {
  if (keyScope === null) throw new Error('a form server was let in without a key')
  return keyScope
}
