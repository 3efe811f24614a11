import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addPasskeyPage, stepUpPage } from '../../pages/staff/step-up-page.ts'
import type { StepUp } from '../../use-cases/staff/step-up.ts'
import { formField } from '../form-guard.ts'
import { rememberedLanguage } from '../staff-cookies.ts'
import type { GuardPorts, StaffRoute } from '../page-scope.ts'
import { consoleAddress, withStepUp } from './with-step-up.ts'

export interface StepUpRoutesPorts extends GuardPorts {
  readonly stepUp: StepUp
}

const backIn = (request: FastifyRequest): string => consoleAddress((request.query as Readonly<Record<string, unknown>>)['back'])

function answerIn({ body }: FastifyRequest): unknown {
  try {
    return JSON.parse(formField(body, 'answer') ?? '') as unknown
  } catch {
    return null
  }
}

/** Proving anew to be there: by a passkey, or at the council's sign-in, which works without a script. */
export function stepUpRoutes(scope: FastifyInstance, { stepUp, access, cookies }: StepUpRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/step-up', route('home', async (view, request) => {
    const known = await stepUp.passkeys(view)
    return stepUpPage(view, { back: backIn(request), options: known.length === 0 ? null : await stepUp.askToSign(view, known) })
  }))

  scope.post('/staff/step-up', route('home', async (view, request, reply) => {
    const secret = await stepUp.prove(view, answerIn(request))
    return cookies.setSession(reply, secret).redirect(consoleAddress(formField(request.body, 'back')), 303)
  }))

  scope.get('/staff/step-up/sign-in', route('home', async (view, request, reply) => {
    const { url, secret } = await access.begin(rememberedLanguage(request), { who: view, back: backIn(request) })
    return cookies.setSession(reply, secret).redirect(url, 303)
  }))

  scope.get('/staff/passkeys/new', route('home', withStepUp(async (view, request) => addPasskeyPage(view, { back: backIn(request), options: await stepUp.askToRegister(view, await stepUp.passkeys(view)) }))))

  scope.post('/staff/passkeys', route('home', withStepUp(async (view, request, reply) => {
    await stepUp.register(view, answerIn(request))
    return reply.redirect('/staff/sessions', 303)
  })))

  scope.post('/staff/passkeys/:passkey/remove', route('home', withStepUp(async (view, request, reply) => {
    await stepUp.remove(view, (request.params as { readonly passkey: string }).passkey)
    return reply.redirect('/staff/sessions', 303)
  })))
}
