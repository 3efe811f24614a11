import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { formDraftPage, formReviewPage, formSectionPage } from '../../pages/catalogue/form-draft-page.ts'
import { formPage, formVersionPage } from '../../pages/catalogue/form-page.ts'
import { formsPage, newFormPage } from '../../pages/catalogue/forms-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { AskedType, FormDesk } from '../../use-cases/catalogue/form-desk.ts'
import { standingProfile } from '../../use-cases/catalogue/live-forms.ts'
import { formField } from '../form-guard.ts'
import { sendPage, type StaffRoute } from '../page-scope.ts'
import { draftIn, isStaleAsk, parameter } from './draft-request.ts'
import { draftRoutes } from './draft-routes.ts'

export interface FormRoutesPorts {
  readonly clock: Clock
  readonly forms: FormDesk
}

const drafts = '/staff/catalogue/form-drafts'

/** Where an authority's forms are edited, looked at and sent for approval. */
export function formRoutes(scope: FastifyInstance, ports: FormRoutesPorts, route: StaffRoute): void {
  listRoutes(scope, ports, route)
  oneFormRoutes(scope, ports, route)
  formDraftRoutes(scope, ports, route)
}

async function askedOf({ forms }: FormRoutesPorts, view: StaffView, profile: FormProfile | null): Promise<readonly AskedType[]> {
  return profile === null ? [] : ((await forms.asked(view.authority, [profile])).get(profile) ?? [])
}

function listRoutes(scope: FastifyInstance, { forms }: FormRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/catalogue/forms', route('catalogue', async (view) => {
    const all = (await forms.forms(view.authority.id)).map((one) => ({ ...one, profile: standingProfile(one.form) }))
    const asked = await forms.asked(view.authority, all.flatMap(({ profile }) => (profile === null ? [] : [profile])))
    return formsPage(view, { forms: all.map(({ profile, ...one }) => ({ ...one, asked: profile === null ? [] : (asked.get(profile) ?? []), draftTitle: one.draft === null ? null : forms.titleOf(one.draft, view.language) })) })
  }))

  const types = [...forms.types.values()]
  scope.get('/staff/catalogue/new-form', route('catalogue', async (view) => newFormPage(view, { types, id: '', type: null, lacks: null })))

  scope.post('/staff/catalogue/new-form', route('catalogue', async (view, request, reply) => {
    const id = (formField(request.body, 'id') ?? '').trim()
    const type = formField(request.body, 'type') ?? ''
    const made = await forms.create(view.staff, id, type)
    if (typeof made === 'string') return sendPage(reply.code(400), newFormPage(view, { types, id: id.slice(0, 100), type, lacks: made }))
    return reply.redirect(`${drafts}/${made.id}`, 303)
  }))
}

const versionPattern = /^[1-9]\d{0,5}$/

function oneFormRoutes(scope: FastifyInstance, ports: FormRoutesPorts, route: StaffRoute): void {
  const { forms } = ports
  const shownIn = (view: StaffView, request: FastifyRequest) => forms.form(view.authority.id, parameter(request, 'form'))

  scope.get('/staff/catalogue/forms/:form', route('catalogue', async (view, request) => {
    const shown = await shownIn(view, request)
    return formPage(view, { shown, asked: await askedOf(ports, view, standingProfile(shown.form)), find: forms.find })
  }))

  scope.get('/staff/catalogue/forms/:form/versions/:version', route('catalogue', async (view, request) => {
    const shown = await shownIn(view, request)
    const version = shown.form.versions.find((one) => String(one.version) === parameter(request, 'version'))
    if (version === undefined) throw new Refusal('not_found')
    return formVersionPage(view, { shown, version, find: forms.find })
  }))

  scope.post('/staff/catalogue/forms/:form/drafts', route('catalogue', async (view, request, reply) => {
    const again = formField(request.body, 'again') ?? ''
    const draft = await forms.open(view.staff, parameter(request, 'form'), versionPattern.test(again) ? Number(again) : null)
    return reply.redirect(`${drafts}/${draft.id}`, 303)
  }))

  scope.post('/staff/catalogue/forms/:form/withdrawal', route('catalogue', async (view, request, reply) => reply.redirect(`${drafts}/${(await forms.withdraw(view.staff, parameter(request, 'form'))).id}`, 303)))
}

function formDraftRoutes(scope: FastifyInstance, ports: FormRoutesPorts, route: StaffRoute): void {
  const { clock, forms } = ports
  const shownIn = async (view: StaffView, request: FastifyRequest) => {
    const shown = await forms.draft(view.authority.id, draftIn(request))
    const { draft, plan } = shown
    return { shown, title: forms.titleOf(draft, view.language) ?? draft.name, asked: await askedOf(ports, view, plan.profile), editor: forms.editor, find: forms.find }
  }

  scope.get(`${drafts}/:draft`, route('catalogue', async (view, request) => formDraftPage(view, { ...(await shownIn(view, request)), now: clock.now(), isStale: isStaleAsk(request) })))

  draftRoutes(
    scope,
    {
      at: drafts,
      afterDiscard: (name, view) => (forms.isKnown(view.authority.id, name) ? `/staff/catalogue/forms/${name}` : '/staff/catalogue/forms'),
      desk: forms,
      sectionPage: (view, edited) => formSectionPage(view, { ...edited, editor: forms.editor, find: forms.find }),
    },
    route,
  )

  scope.get('/staff/catalogue/form-review/:draft', route('approve', async (view, request) => formReviewPage(view, await shownIn(view, request))))
}
