import { randomUUID } from 'node:crypto'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { toldResult } from '@counterfoil/form-server/told-result'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { qrPath } from '@counterfoil/ui/qr'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CouncilForm } from '../forms/form.ts'
import { findForm } from '../forms/list.ts'
import { fillBlanks, noteResult } from '../sessions/provenance.ts'
import { rememberPrefill, returningPrefills, visitOf, type Prefill } from '../sessions/session.ts'
import { withFormServer } from './form-errors.ts'
import { mustHaveSession, type Doors, type FormVisitor, type Visitor } from './visitor.ts'

interface StartBody {
  readonly form: string
  readonly flow: 'same_device' | 'cross_device'
  readonly locale?: 'en' | 'cy'
}

const text = { type: 'string', maxLength: 200 } as const
const startSchema = {
  type: 'object',
  required: ['form', 'flow'],
  additionalProperties: false,
  properties: { form: text, flow: { enum: ['same_device', 'cross_device'] }, locale: { enum: ['en', 'cy'] } },
} as const
const resultSchema = { type: 'object', additionalProperties: false, properties: { form: text, response_code: text, number: { type: 'string', pattern: '^[0-9]{2}$' } } } as const

/** Starts a request for a citizen's form, and remembers it in their session. Where no script runs, the response code comes in the query. */
export async function startPrefill(visitor: Visitor, form: CouncilForm, flow: StartBody['flow'], websiteUrl: string, withScript = true): Promise<Prefill> {
  const { council, session, lang } = visitor
  const returnUrl = `${websiteUrl}/${council.id}/${form.id}${withScript ? '' : '?response_code='}`
  const presentation = await withFormServer(council.formServer.start({ form: form.id, flow, returnUrl, locale: lang }))
  const prefill = { id: randomUUID(), presentation }
  rememberPrefill(session, prefill)
  return prefill
}

/** Takes the result of one of these requests, once: of the first that the response code, or the number, fits. Refuses with `not_found`. */
export async function collectPrefill(visitor: Visitor, candidates: readonly Prefill[], proof: string | undefined): Promise<PrefillResult> {
  const { council, session } = visitor
  let failure: unknown = new Refusal('not_found')
  for (const { id, presentation } of candidates) {
    try {
      const result = await withFormServer(council.formServer.collect(presentation, proof))
      session.prefills.delete(id)
      if (findForm(presentation.form) !== null) noteResult(visitOf(session, presentation.form), result)
      return result
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Fills in the answers of a citizen who came back from a wallet on this device, without a script. */
export async function fillFromReturn(visitor: FormVisitor, responseCode: string): Promise<void> {
  const { session, visit, form } = visitor
  const waiting = returningPrefills(session, form.id)
  const result = await collectPrefill(visitor, waiting, responseCode)
  visit.isChecked = false
  visit.justFilled = fillBlanks(visit, form, result)
  for (const { id } of waiting) session.prefills.delete(id)
}

/** Notes what became of the request of a citizen who came back without an answer. */
export async function learnWhyNot({ council, session, visit, form }: FormVisitor): Promise<void> {
  const [prefill] = returningPrefills(session, form.id)
  if (prefill === undefined) return
  const { status, refusal } = await withFormServer(council.formServer.status(prefill.presentation))
  if (status !== 'declined' && status !== 'refused') return
  session.prefills.delete(prefill.id)
  visit.notFilled = refusal ?? 'client_rejected'
}

/** What the page's own element asks. Its results go to the session that began, and to no other. */
export const prefillRoutes =
  (doors: Doors, websiteUrl: string) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.addHook('onRequest', (request, _reply, done) => done(isOwnPage(request) ? undefined : new Refusal('forbidden')))

    scope.post<{ Params: { authority: string }; Body: StartBody }>('/:authority/prefill', { schema: { body: startSchema } }, async (request, reply) => {
      const visitor = mustHaveSession(doors, request)
      const form = findForm(request.body.form)
      if (form === null) throw new Refusal('unknown_form')
      if (request.body.locale !== undefined) visitor.session.language = request.body.locale
      const { id, presentation } = await startPrefill({ ...visitor, lang: visitor.session.language }, form, request.body.flow, websiteUrl)
      const { walletLink, openid4vpLink, code, expiresAt, flow } = presentation
      const shown = flow === 'cross_device' ? { code, qr: qrPath(walletLink) } : { openid4vp_link: openid4vpLink }
      return noStore(reply).code(201).send({ id, wallet_link: walletLink, expires_at: expiresAt, ...shown })
    })

    scope.get<{ Params: { authority: string; id: string } }>('/:authority/prefill/:id', async (request, reply) => {
      const { council, session } = mustHaveSession(doors, request)
      const prefill = session.prefills.get(request.params.id)
      if (prefill === undefined) throw new Refusal('not_found')
      const { status, refusal, expiresAt } = await withFormServer(council.formServer.status(prefill.presentation))
      return noStore(reply).send({ status, expires_at: expiresAt, ...(refusal === undefined ? {} : { refusal }) })
    })

    scope.post<{ Params: { authority: string; id: string }; Body: { form?: string; response_code?: string; number?: string } }>('/:authority/prefill/:id/result', { schema: { body: resultSchema } }, async (request, reply) => {
      const visitor = mustHaveSession(doors, request)
      const { form = '', response_code: responseCode, number } = request.body
      const known = visitor.session.prefills.get(request.params.id)
      // A citizen who comes back into another tab doesn't know which request it was: theirs of this form are tried.
      const candidates = known === undefined ? (request.params.id === 'current' ? returningPrefills(visitor.session, form) : []) : [known]
      return noStore(reply).send(toldResult(await collectPrefill(visitor, candidates, responseCode ?? number)))
    })
  }

/** Browsers say where a request comes from: another site's page, or another port's, may not ask. @see W3C Fetch Metadata */
function isOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  const isJson = request.method !== 'POST' || request.mediaType === 'application/json'
  return isJson && (site === undefined || site === 'same-origin')
}
