import type { Random } from '@counterfoil/shared/kernel/random'
import { languageOf } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersFrom, errorsIn } from '../forms/answers.ts'
import { checkAnswersPage } from '../pages/check-answers.ts'
import { confirmationPage } from '../pages/confirmation.ts'
import type { Frame } from '../pages/frame.ts'
import { startPage } from '../pages/start.ts'
import { yourDetailsPage } from '../pages/your-details.ts'
import { tellProvenance } from '../sessions/provenance.ts'
import { makeReference } from './reference.ts'
import { fillFromReturn, learnWhyNot } from './returning.ts'
import { mustBePosted, receiveAtForm, type Doors } from './visitor.ts'

export interface FormRoutesPorts {
  readonly doors: Doors
  readonly frame: Frame
  readonly random: Random
  readonly headers: (reply: FastifyReply) => FastifyReply
}

const config = { errors: 'page' } as const
const responseCode = /^[A-Za-z0-9_-]{0,128}$/

/** The steps of a form: start, your details, check answers, confirmation. */
export const formRoutes =
  ({ doors, frame, random, headers }: FormRoutesPorts) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.get('/:authority/:form/start', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      visitor.visit.isChecked = false
      return headers(reply).send(startPage(frame, visitor))
    })

    scope.get<{ Querystring: { response_code?: unknown } }>('/:authority/:form', { config }, async (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const { visit, form } = visitor
      const code = request.query.response_code
      if (typeof code === 'string' && responseCode.test(code)) {
        // Back from the wallet with nothing: what became of the request is known.
        if (code === '') await learnWhyNot(visitor)
        else await fillFromReturn(visitor, code)
        // The code leaves the address bar at once.
        return reply.redirect(`/${visitor.council.id}/${form.id}`, 303)
      }
      await tellProvenance(visitor.council.formServer, visitor.session, form)
      const markup = yourDetailsPage(frame, visitor, { answers: visit.answers, errors: visit.isChecked ? errorsIn(form, visit.answers) : [] })
      visit.justFilled = null
      visit.notFilled = null
      return headers(reply).send(markup)
    })

    scope.post('/:authority/:form', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const posted = mustBePosted(visitor.session, request)
      const answers = answersFrom(visitor.form, posted)
      visitor.visit.answers = answers
      if (posted['lang'] !== undefined) {
        // Only the language changes: what is missing isn't told before they want to go on.
        visitor.session.language = languageOf(posted['lang'])
        return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      }
      visitor.visit.isChecked = errorsIn(visitor.form, answers).length > 0
      // Errors, too, are told by a page of their own address: one that answers a form is lost by going back to it.
      return reply.redirect(`/${visitor.council.id}/${visitor.form.id}${visitor.visit.isChecked ? '' : '/check-answers'}`, 303)
    })

    scope.get('/:authority/:form/check-answers', { config }, async (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      if (errorsIn(visitor.form, visitor.visit.answers).length > 0) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}`, 303)
      await tellProvenance(visitor.council.formServer, visitor.session, visitor.form)
      return headers(reply).send(checkAnswersPage(frame, visitor))
    })

    scope.post('/:authority/:form/check-answers', { config }, (request, reply) => {
      const { session, visit, form, council } = receiveAtForm(doors, request, reply)
      mustBePosted(session, request)
      if (errorsIn(form, visit.answers).length > 0) return reply.redirect(`/${council.id}/${form.id}`, 303)
      // Nothing is kept of what was sent: this is where a council's own back office would take over.
      session.receipts.delete(form.id)
      session.forms.set(form.id, { answers: new Map(), isChecked: false, fromCredential: null, provenance: new Map(), justFilled: null, notFilled: null, reference: makeReference(form.referencePrefix, random) })
      // Nor does the browser keep the pages that showed it, for whoever presses Back on a shared computer.
      return reply.header('clear-site-data', '"cache"').redirect(`/${council.id}/${form.id}/confirmation`, 303)
    })

    scope.get('/:authority/:form/confirmation', { config }, (request, reply) => {
      const visitor = receiveAtForm(doors, request, reply)
      const { reference } = visitor.visit
      if (reference === null) return reply.redirect(`/${visitor.council.id}/${visitor.form.id}/start`, 303)
      return headers(reply).send(confirmationPage(frame, visitor, reference))
    })
  }
