import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import type { StaffView } from '../../pages/staff-page.ts'
import type { EditedSection } from '../../pages/catalogue/section-page.ts'
import type { CatalogueDraft, DraftId } from '../../ports/catalogue.ts'
import type { Asked, Saved, TypedSection } from '../../use-cases/catalogue/draft-desk.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { Finding } from '../../domain/catalogue/findings.ts'
import { sendPage, type StaffRoute } from '../page-scope.ts'
import { withStepUp } from '../staff/with-step-up.ts'
import { draftIn, parameter, revisionIn, typedIn } from './draft-request.ts'

/** Drafts of one kind: where they lie, who works on them, and how a part of one is shown. */
export interface DraftRoutesPorts {
  /** Where drafts lie. */
  readonly at: string
  /** Where whoever discarded a draft goes. */
  readonly afterDiscard: (name: string, view: StaffView) => string
  readonly desk: {
    draft(authority: string, id: DraftId): Promise<{ readonly draft: CatalogueDraft; readonly findings: readonly Finding[] }>
    mustHave(draft: CatalogueDraft, section: string): string
    save(staff: StaffMember, draft: CatalogueDraft, section: TypedSection): Promise<Saved>
    ask(staff: StaffMember, id: DraftId, revision: number): Promise<Asked>
    discard(staff: StaffMember, id: DraftId): Promise<string>
  }
  readonly sectionPage: (view: StaffView, edited: EditedSection) => string
}

/** Where a draft is edited part by part, sent for approval, and discarded. */
export function draftRoutes(scope: FastifyInstance, { at, afterDiscard, desk, sectionPage }: DraftRoutesPorts, route: StaffRoute): void {
  scope.get(`${at}/:draft/edit/:section`, route('catalogue', async (view, request) => {
    const { draft, findings } = await desk.draft(view.authority.id, draftIn(request))
    return sectionPage(view, { draft, content: draft.content, section: desk.mustHave(draft, parameter(request, 'section')), findings, isStale: false })
  }))

  scope.post(`${at}/:draft/edit/:section`, route('catalogue', async (view, request, reply) => {
    const { draft } = await desk.draft(view.authority.id, draftIn(request))
    const section = desk.mustHave(draft, parameter(request, 'section'))
    const saved = await desk.save(view.staff, draft, { revision: revisionIn(request), section, typed: typedIn(request) })
    if (saved.outcome === 'stale') return sendPage(reply.code(409), sectionPage(view, { draft, content: saved.content, section, findings: saved.findings, isStale: true }))
    const address = `${at}/${draft.id}`
    return reply.redirect(saved.findings.some((finding) => finding.section === section) ? `${address}/edit/${section}` : address, 303)
  }))

  scope.post(`${at}/:draft/ask`, route('catalogue', withStepUp(async (view, request, reply) => {
    const id = draftIn(request)
    const asked = await desk.ask(view.staff, id, revisionIn(request))
    // What can't be asked for as it stands, its page tells; one that was opened before a change asks for nothing.
    if (asked === 'not_ready') throw new Refusal('conflict')
    return reply.redirect(`${at}/${id}${asked === 'stale' ? '?stale=yes' : ''}`, 303)
  })))

  scope.post(`${at}/:draft/discard`, route('catalogue', async (view, request, reply) => reply.redirect(afterDiscard(await desk.discard(view.staff, draftIn(request)), view), 303)))
}
