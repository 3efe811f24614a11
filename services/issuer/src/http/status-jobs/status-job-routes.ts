import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { caseloadQueryOf } from '../../domain/caseload/caseload-query.ts'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import { isJobChange, jobReasonOf, mostInJob, type JobChange, type StatusJobId } from '../../domain/status-jobs/status-job.ts'
import { isTimeOrderedId } from '../../domain/time-ordered-id.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { Effects } from '../../pages/status-jobs/change-effects.ts'
import { statusJobPage } from '../../pages/status-jobs/status-job-page.ts'
import { pastePage, pasteProblems, recentJobsPage } from '../../pages/status-jobs/status-job-pages.ts'
import type { ReadCaseload } from '../../use-cases/caseload/read-caseload.ts'
import type { ChangeEffectsOf } from '../../use-cases/status-jobs/foresee-effects.ts'
import type { StatusJobDesk } from '../../use-cases/status-jobs/status-job-desk.ts'
import { lacksReason, tellingBefore, tellingIn } from './telling-in.ts'
import { fieldsBeginning, formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { openSearch } from '../sealed-search.ts'
import { chosenBefore, withStepUpWhen } from '../staff/with-step-up.ts'

export interface StatusJobRoutesPorts {
  readonly caseload: ReadCaseload
  readonly statusJobs: StatusJobDesk
  readonly effectsOf: ChangeEffectsOf
  readonly undoFor: number
  readonly fourEyesAbove: number
  readonly fourEyesWithin: number
}

/** Some thousand references are more than a form usually holds. */
const bodyLimit = 4 * 1024 * 1024
const mostRecent = 50

type JobParams = { readonly Params: { readonly job: string } }

const idIn = (request: FastifyRequest): StatusJobId => (request.params as JobParams['Params']).job as StatusJobId

const flag = (request: FastifyRequest, name: string): string | null => {
  const value = (request.query as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : null
}

/** What was selected in the list, or all that is filtered in it. */
async function selectedIn(caseload: ReadCaseload, view: StaffView, { body }: FastifyRequest, secret: SessionSecret): Promise<readonly CounterfoilId[]> {
  if (formField(body, 'all') === null) return fieldsBeginning(body, 'select-').filter(isTimeOrderedId) as CounterfoilId[]
  const address = new URL(formField(body, 'filter') ?? '', 'https://filter.invalid')
  const query = caseloadQueryOf(Object.fromEntries(address.searchParams))
  if (query === null) throw new Refusal('invalid_request', { detail: 'filter' })
  const reference = query.search === null ? null : openSearch(secret, query.search)
  // A reference that can't be read would make everything of some.
  if (query.search !== null && reference === null) throw new Refusal('invalid_request', { detail: 'search' })
  const ids: CounterfoilId[] = []
  for await (const rows of caseload.all(view.authority, { query, reference })) {
    ids.push(...rows.map(({ id }) => id))
    if (ids.length > mostInJob) return ids
  }
  return ids
}

/** References by the lines they stand in: of a CSV, what its first column holds. */
function referencesIn(text: string): ReadonlyMap<number, string> {
  const cells = text.split(/\r\n|\r|\n/).map((line) => (/^\s*"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"') ?? line.split(/[,;\t]/)[0] ?? '').trim())
  return new Map(cells.flatMap((cell, place): [number, string][] => (cell === '' ? [] : [[place + 1, cell]])))
}

/** Changes of one or many: prepared, looked at, confirmed; undone while nothing has begun. */
export function statusJobRoutes(scope: FastifyInstance, ports: StatusJobRoutesPorts, route: StaffRoute): void {
  const { statusJobs: desk, caseload } = ports
  scope.get('/staff/status', route('status', async (view) => recentJobsPage(view, await desk.recent(view.authority, mostRecent))))

  scope.post('/staff/status', { bodyLimit, ...route('status', async (view, request, reply, secret) => {
    const change = formField(request.body, 'change')
    if (!isJobChange(change)) throw new Refusal('invalid_request', { detail: 'change' })
    const ids = await selectedIn(caseload, view, request, secret)
    if (ids.length > mostInJob) return reply.redirect('/staff/status/references?problem=tooMany', 303)
    const job = await desk.prepareSelected(view.authority, view.staff, change, ids)
    return reply.redirect(`/staff/status/${job}`, 303)
  }) })

  scope.get('/staff/status/references', route('status', async (view, request) => {
    const [change, problem] = [flag(request, 'change'), flag(request, 'problem')]
    return pastePage(view, { types: caseload.types(), change: isJobChange(change) ? change : null, typeId: flag(request, 'type'), problem: pasteProblems.find((known) => known === problem) ?? null })
  }))

  scope.post('/staff/status/references', { bodyLimit, ...route('status', async (view, request, reply) => {
    const change = formField(request.body, 'change')
    const type = formField(request.body, 'type') ?? ''
    const typeId = caseload.types().find(({ id }) => id === type)?.id ?? null
    const references = referencesIn(formField(request.body, 'references') ?? '')
    const problem = problemOf(change, references.size)
    // Answered here, the page would be lost by going back to it.
    if (problem !== null || !isJobChange(change)) return reply.redirect(pasteAddress(problem ?? 'change', isJobChange(change) ? change : null, typeId), 303)
    const job = await desk.prepareReferenced(view.authority, view.staff, change, { references, typeId })
    return reply.redirect(job === null ? pasteAddress('tooManyFound', change, typeId) : `/staff/status/${job}`, 303)
  }) })

  scope.get<JobParams>('/staff/status/:job', route('status', async (view, request) => {
    const shown = await desk.show(view.authority, view.staff, idIn(request))
    const effects: Effects = await ports.effectsOf(shown.types.flatMap(({ type }) => type ?? []), view.authority)
    return statusJobPage(view, { ...shown, effects, undoFor: ports.undoFor, fourEyesAbove: ports.fourEyesAbove, fourEyesWithin: ports.fourEyesWithin, lacksReason: flag(request, 'reason') === 'missing', lacksTelling: flag(request, 'reason') === 'telling', chosen: chosenBefore(request), tellingBefore: tellingBefore(request), wasTooLate: flag(request, 'undo') === 'late' && shown.job.state !== 'undone' })
  }))

  // What several people lose for good is confirmed by somebody who has just proved to be there; so is what can't be told.
  const isForGood = async ({ authority }: StaffView, request: FastifyRequest): Promise<boolean> => {
    const job = await desk.find(authority, idIn(request)).catch(() => null)
    return job === null || job.change === 'revoke'
  }
  scope.post<JobParams>('/staff/status/:job/confirm', route('status', withStepUpWhen(isForGood, async (view, request, reply) => {
    const id = idIn(request)
    const job = await desk.find(view.authority, id)
    const reason = job.reason ?? jobReasonOf(job.change, formField(request.body, 'reason'))
    const telling = tellingIn(request.body, desk.openTellings(view.authority))
    if (reason === null) return reply.redirect(`/staff/status/${id}${lacksReason(telling)}`, 303)
    if (job.reason === null && telling === null) return reply.redirect(`/staff/status/${id}?reason=telling`, 303)
    await desk.confirm(view.authority, view.staff, id, { reason, telling: telling ?? job.telling })
    return reply.redirect(`/staff/status/${id}`, 303)
  })))

  scope.post<JobParams>('/staff/status/:job/messages', route('status', async (view, request, reply) => {
    await desk.sendAgain(view.authority, idIn(request))
    return reply.redirect(`/staff/status/${idIn(request)}#messages`, 303)
  }))

  scope.post<JobParams>('/staff/status/:job/undo', route('status', async (view, request, reply) => {
    const id = idIn(request)
    const isUndone = await desk.undo(view.authority, view.staff, id)
    return reply.redirect(`/staff/status/${id}${isUndone ? '' : '?undo=late'}`, 303)
  }))
}

function problemOf(change: unknown, many: number): 'none' | 'change' | 'tooMany' | null {
  if (many === 0) return 'none'
  if (many > mostInJob) return 'tooMany'
  return isJobChange(change) ? null : 'change'
}

function pasteAddress(problem: string, change: JobChange | null, typeId: string | null): string {
  const parts = new URLSearchParams({ problem, ...(change === null ? {} : { change }), ...(typeId === null ? {} : { type: typeId }) })
  return `/staff/status/references?${parts.toString()}`
}
