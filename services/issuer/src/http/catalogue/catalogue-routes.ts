import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Permission } from '../../domain/staff-permission.ts'
import { cataloguePage } from '../../pages/catalogue/catalogue-page.ts'
import { cardColours } from '../../pages/catalogue/card-preview.ts'
import { draftPage } from '../../pages/catalogue/draft-page.ts'
import { reviewPage } from '../../pages/catalogue/review-page.ts'
import { typeSectionPage } from '../../pages/catalogue/type-section-page.ts'
import { typePage } from '../../pages/catalogue/type-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { CatalogueDesk } from '../../use-cases/catalogue/catalogue-desk.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { draftIn, isStaleAsk, parameter } from './draft-request.ts'
import { draftRoutes } from './draft-routes.ts'

export interface CatalogueRoutesPorts {
  readonly clock: Clock
  readonly catalogue: CatalogueDesk
}

/** Where types are edited, looked at and sent for approval. */
export function catalogueRoutes(scope: FastifyInstance, ports: CatalogueRoutesPorts, route: StaffRoute): void {
  const { catalogue } = ports
  const typeOfDraft = async (view: StaffView, request: FastifyRequest): Promise<CredentialType | null> => (await catalogue.draft(view.authority.id, draftIn(request))).plan.type
  typesRoutes(scope, ports, route)
  typeDraftRoutes(scope, ports, route)
  scope.get('/staff/catalogue/review/:draft', route('approve', async (view, request) => reviewPage(view, await catalogue.draft(view.authority.id, draftIn(request)))))
  lookRoutes(scope, { at: '/staff/catalogue/types/:type', permission: 'catalogue', typeOf: async (view, request) => (await catalogue.type(view.authority.id, parameter(request, 'type'))).current.type }, route)
  lookRoutes(scope, { at: '/staff/catalogue/drafts/:draft', permission: 'catalogue', typeOf: typeOfDraft }, route)
  lookRoutes(scope, { at: '/staff/catalogue/review/:draft', permission: 'approve', typeOf: typeOfDraft }, route)
}

interface Look {
  readonly at: string
  readonly permission: Permission
  readonly typeOf: (view: StaffView, request: FastifyRequest) => Promise<CredentialType | null>
}

/** The picture and the colours of a card. What the linters haven't passed is served to nobody. */
function lookRoutes(scope: FastifyInstance, { at, permission, typeOf }: Look, route: StaffRoute): void {
  const served = (document: string, media: string, textOf: (type: CredentialType) => string): void => {
    scope.get(`${at}/${document}`, route(permission, async (view, request, reply) => {
      const type = await typeOf(view, request)
      if (type === null) throw new Refusal('not_found')
      return reply.type(media).send(textOf(type))
    }))
  }
  served('card.svg', 'image/svg+xml', ({ card }) => card.art)
  served('card.css', 'text/css; charset=utf-8', cardColours)
}

function typesRoutes(scope: FastifyInstance, { catalogue }: CatalogueRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/catalogue', route('catalogue', async (view) => cataloguePage(view, { types: await catalogue.types(view.authority.id), mayPublish: catalogue.mayPublish(view.authority.id) })))

  scope.get('/staff/catalogue/types/:type', route('catalogue', async (view, request) => {
    const name = parameter(request, 'type')
    return typePage(view, { shown: await catalogue.type(view.authority.id, name), mayPublish: catalogue.mayPublish(view.authority.id), unaccredited: catalogue.unaccredited(name) })
  }))

  scope.post('/staff/catalogue/types/:type/drafts', route('catalogue', async (view, request, reply) => {
    const again = /^([1-9]\d{0,3})\.(\d{1,6})$/.exec(formField(request.body, 'again') ?? '')
    const draft = await catalogue.open(view.staff, parameter(request, 'type'), again === null ? null : { version: Number(again[1]), edition: Number(again[2]) })
    return reply.redirect(`/staff/catalogue/drafts/${draft.id}`, 303)
  }))
}

function typeDraftRoutes(scope: FastifyInstance, { clock, catalogue }: CatalogueRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/catalogue/drafts/:draft', route('catalogue', async (view, request) => draftPage(view, { shown: await catalogue.draft(view.authority.id, draftIn(request)), mayPublish: catalogue.mayPublish(view.authority.id), now: clock.now(), isStale: isStaleAsk(request) })))

  draftRoutes(scope, { at: '/staff/catalogue/drafts', afterDiscard: (name) => `/staff/catalogue/types/${name}`, desk: catalogue, sectionPage: (view, edited) => typeSectionPage(view, { ...edited, types: catalogue.issued() }) }, route)
}
