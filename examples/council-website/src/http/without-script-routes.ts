import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import { answersFrom } from '../forms/answers.ts'
import { anotherDevicePage } from '../pages/another-device.ts'
import { walletAppPage } from '../pages/wallet-app.ts'
import type { Prefill } from '../sessions/session.ts'
import { fillBlanks } from '../sessions/provenance.ts'
import { withFormServer } from './form-errors.ts'
import type { FormRoutesPorts } from './form-routes.ts'
import { returningPrefills } from '../sessions/session.ts'
import { collectPrefill, startPrefill } from './prefill-routes.ts'
import { mustBePosted, receiveAtForm, type FormVisitor } from './visitor.ts'

const config = { errors: 'page' } as const

/** The same journey for a browser that runs no script: by links, buttons and a typed code. */
export const withoutScriptRoutes =
  ({ doors, frame, headers, websiteUrl }: FormRoutesPorts & { readonly websiteUrl: string }) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.post('/:authority/:form/wallet', { config }, async (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const posted = mustBePosted(visitor.session, request)
      // The answers stay in the session while the citizen is away; a page without the questions keeps those that are there.
      if (posted['keep'] !== 'yes') visitor.visit.answers = answersFrom(visitor.form, posted)
      const flow = posted['flow'] === 'cross_device' ? 'cross_device' : 'same_device'
      const { presentation } = await startPrefill(visitor, visitor.form, flow, websiteUrl, false)
      const here = `/${visitor.council.id}/${visitor.form.id}`
      const next = flow === 'cross_device' ? `${here}/another-device` : posted['flow'] === 'wallet_app' ? `${here}/wallet-app` : presentation.walletLink
      return reply.redirect(next, 303)
    })

    scope.get('/:authority/:form/wallet-app', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const [prefill] = returningPrefills(visitor.session, visitor.form.id)
      const link = prefill?.presentation.openid4vpLink
      if (link === undefined) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      return headers(reply).send(walletAppPage(frame, visitor, link))
    })

    scope.get('/:authority/:form/another-device', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const prefill = waitingPrefill(visitor)
      if (prefill === undefined) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      return headers(reply).send(anotherDevicePage(frame, visitor, prefill.presentation, null))
    })

    scope.post('/:authority/:form/another-device', { config }, async (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const number = mustBePosted(visitor.session, request)['number']?.trim()
      const prefill = waitingPrefill(visitor)
      if (prefill === undefined) throw new Refusal('expired_transaction')
      const { status, refusal } = await withFormServer(visitor.council.formServer.status(prefill.presentation))
      if (status === 'requested' || status === 'fetched') return headers(reply).send(anotherDevicePage(frame, visitor, prefill.presentation, 'not_yet'))
      if (status !== 'answered') {
        visitor.session.prefills.delete(prefill.id)
        return headers(reply).send(anotherDevicePage(frame, visitor, prefill.presentation, refusal ?? (status === 'declined' ? 'client_rejected' : 'expired_transaction')))
      }
      if (number === undefined || !/^\d{2}$/.test(number)) return headers(reply).send(anotherDevicePage(frame, visitor, prefill.presentation, number === undefined ? 'number' : 'number_wrong'))
      const result = await collectOrAsk(visitor, prefill, number)
      if (result === null) return headers(reply).send(anotherDevicePage(frame, visitor, prefill.presentation, 'number_wrong'))
      visitor.visit.isChecked = false
      visitor.visit.justFilled = fillBlanks(visitor.visit, visitor.form, result)
      return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
    })
  }

/** Null when it was another number; the second time there is nothing any more, and the citizen begins anew. */
async function collectOrAsk(visitor: FormVisitor, prefill: Prefill, number: string): Promise<PrefillResult | null> {
  try {
    return await collectPrefill(visitor, [prefill], number)
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'response_code_wrong' || error.code === 'number_wrong')) return null
    throw error
  }
}

const waitingPrefill = ({ session, form }: FormVisitor) =>
  [...session.prefills.values()].findLast(({ presentation }) => presentation.form === form.id && presentation.flow === 'cross_device')
