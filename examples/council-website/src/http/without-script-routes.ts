import { presentationsOf } from '@counterfoil/form-server/prefill-visit'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import { answersFrom } from '../forms/answers.ts'
import { anotherDevicePage } from '../pages/another-device.ts'
import { walletAppPage } from '../pages/wallet-app.ts'
import { withFormServer } from './form-errors.ts'
import type { FormRoutesPorts } from './form-routes.ts'
import { fillFrom, startWithoutScript } from './returning.ts'
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
      const presentation = await startWithoutScript(visitor, flow, websiteUrl)
      const here = `/${visitor.council.id}/${visitor.form.id}`
      const next = flow === 'cross_device' ? `${here}/another-device` : posted['flow'] === 'wallet_app' ? `${here}/wallet-app` : presentation.walletLink
      return reply.redirect(next, 303)
    })

    scope.get('/:authority/:form/wallet-app', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const [newest] = presentationsOf(visitor.session, visitor.form.id, 'same_device')
      const link = newest?.[1].openid4vpLink
      if (link === undefined) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      return headers(reply).send(walletAppPage(frame, visitor, link))
    })

    scope.get('/:authority/:form/another-device', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const [newest] = waiting(visitor)
      if (newest === undefined) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      return headers(reply).send(anotherDevicePage(frame, visitor, newest[1], null))
    })

    scope.post('/:authority/:form/another-device', { config }, async (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const number = mustBePosted(visitor.session, request)['number']?.trim()
      const [newest] = waiting(visitor)
      if (newest === undefined) throw new Refusal('expired_transaction')
      const [id, presentation] = newest
      const { status, refusal } = await withFormServer(visitor.council.formServer.status(presentation))
      if (status === 'requested' || status === 'fetched') return headers(reply).send(anotherDevicePage(frame, visitor, presentation, 'not_yet'))
      if (status !== 'answered') {
        visitor.session.presentations.delete(id)
        return headers(reply).send(anotherDevicePage(frame, visitor, presentation, refusal ?? (status === 'declined' ? 'client_rejected' : 'expired_transaction')))
      }
      if (number === undefined || !/^\d{2}$/.test(number)) return headers(reply).send(anotherDevicePage(frame, visitor, presentation, number === undefined ? 'number' : 'number_wrong'))
      if (!(await fills(visitor, id, number))) return headers(reply).send(anotherDevicePage(frame, visitor, presentation, 'number_wrong'))
      return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
    })
  }

/** Not when it was another number; the second time there is nothing any more, and the citizen begins anew. */
async function fills(visitor: FormVisitor, id: string, number: string): Promise<boolean> {
  try {
    await fillFrom(visitor, [id], number)
    return true
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'response_code_wrong' || error.code === 'number_wrong')) return false
    throw error
  }
}

const waiting = ({ session, form }: FormVisitor) => presentationsOf(session, form.id, 'cross_device')
