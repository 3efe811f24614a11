import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { button, html, page, radios, type Raw } from '@counterfoil/ui/components'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answerRequest, type FaultWallet, type Outcome } from './answer-request.ts'
import { behaviours, isBehaviour } from './behaviours.ts'
import { makeIssuers, published, statusListToken } from './sandbox-issuers.ts'

export interface FaultWalletOptions {
  readonly walletUrl: string
  /** Requests of other verifiers are not fetched. */
  readonly verifierUrl: string
  readonly httpLimits: HttpLimits
  readonly fetch?: FaultWallet['fetch']
  readonly slowMs?: number
  readonly logger?: Logger
}

const policy = "default-src 'none'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'"

/** A wallet for rehearsals: its credentials are made up, and it does what the tester picks. */
export async function createFaultWallet({ walletUrl, verifierUrl, httpLimits, fetch: fetchIt = (url, options) => fetch(url, options), slowMs = 30_000, logger = createLogger('fault-wallet') }: FaultWalletOptions): Promise<FastifyInstance> {
  const now = (): number => Math.floor(Date.now() / 1000)
  const issuers = makeIssuers(walletUrl)
  const wallet = { issuers, types: readCatalogue(), presented: new Map<string, VpToken>(), fetch: fetchIt, now, slowMs }
  const app = await buildServer({ publicUrl: walletUrl, limits: httpLimits, logger })

  app.get('/issuers.json', async () => published(issuers))

  app.get<{ Params: { issuer: string } }>('/status-lists/:issuer', async (request, reply) => {
    const issuer = Object.entries(issuers).find(([id]) => id === request.params.issuer)?.[1]
    if (issuer === undefined) throw new Refusal('not_found')
    return reply.type('application/statuslist+jwt').send(statusListToken(issuer, now()))
  })

  const act = async (reply: FastifyReply, requestUri: string, behaviour: string | undefined): Promise<FastifyReply> => {
    if (!liesUnder(verifierUrl, requestUri) || !isBehaviour(behaviour)) throw new Refusal('invalid_request')
    const outcome = await answerRequest(wallet, requestUri, behaviour)
    if (outcome.redirectUri !== null) return reply.redirect(outcome.redirectUri, 303)
    return send(reply, 'Done', told(outcome))
  }

  // A link that says what to do does it: for tests that follow links, and testers who keep one for each behaviour.
  app.get<{ Querystring: { request_uri?: string; behaviour?: string } }>('/authorize', { exposeHeadRoute: false }, (request, reply) => {
    const { request_uri: requestUri = '', behaviour } = request.query
    return behaviour === undefined ? send(reply, 'What should this wallet do?', choice(requestUri)) : act(reply, requestUri, behaviour)
  })

  app.post<{ Body: { request_uri?: string; behaviour?: string } }>('/authorize', (request, reply) => act(reply, request.body.request_uri ?? '', request.body.behaviour))
  return app
}

const send = (reply: FastifyReply, title: string, content: Raw): FastifyReply =>
  reply
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(page({ lang: 'en', title, organisation: { name: 'Fault wallet', url: '/authorize' }, styleSheets: [], content: html`<h1 class="govuk-heading-l">${title}</h1>${content}` }))

const choice = (requestUri: string): Raw =>
  html`<form method="post" action="/authorize"><input type="hidden" name="request_uri" value="${requestUri}">
${radios({ name: 'behaviour', fieldset: { legend: { text: 'It holds made-up credentials alone' } }, items: Object.entries(behaviours).map(([value, words]) => ({ value, text: words, checked: value === 'share' })) })}
${button({ text: 'Go on' })}</form>`

const told = ({ status, refusal }: Outcome): Raw => html`<p class="govuk-body">${status === null ? 'Nothing was sent. To present again what was presented before, share with this form once first.' : `The verifier answered ${status}${refusal === null ? '' : `: ${refusal}`}. Go back to the form.`}</p>`
