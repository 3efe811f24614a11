import { takeFromOtherDevice } from '@counterfoil/form-server/other-device'
import { presentationsOf } from '@counterfoil/form-server/prefill-visit'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import { answersFrom } from '../forms/answers.ts'
import { anotherDevicePage } from '../pages/another-device.ts'
import { walletAppPage } from '../pages/wallet-app.ts'
import { withFormServer } from './form-errors.ts'
import type { FormRoutesPorts } from './form-routes.ts'
import { fillWith, startWithoutScript } from './returning.ts'
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
      const outcome = await withFormServer(takeFromOtherDevice(visitor.council.formServer, visitor.session, id, number))
      if ('asks' in outcome) return headers(reply).send(anotherDevicePage(frame, visitor, presentation, outcome.asks, outcome.hint))
      if ('ended' in outcome) return headers(reply).send(anotherDevicePage(frame, visitor, presentation, outcome.ended))
      fillWith(visitor, outcome.answered)
      return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
    })
  }

const waiting = ({ session, form }: FormVisitor) => presentationsOf(session, form.id, 'cross_device')
