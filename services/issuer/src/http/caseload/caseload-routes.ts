import { Readable } from 'node:stream'
import { isMessageNews } from '../../pages/notify/messages-section.ts'
import type { StaffMessages } from '../../use-cases/notify/staff-messages.ts'
import { csvOf } from '@counterfoil/shared/kernel/csv'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Language } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { caseloadAddress, caseloadParameters, caseloadQueryOf, dateFields, wholeCaseload, type CaseloadQuery, type DateField } from '../../domain/caseload/caseload-query.ts'
import { typedDate, type TypedDate } from '../../domain/caseload/typed-date.ts'
import type { Authority } from '../../domain/authority.ts'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import { may } from '../../domain/staff-permission.ts'
import { caseloadPage } from '../../pages/caseload/caseload-page.ts'
import { credentialPage } from '../../pages/caseload/credential-page.ts'
import { statusActions } from '../../pages/caseload/status-actions.ts'
import { caseloadWords } from '../../pages/words/caseload.ts'
import type { CaseloadRow } from '../../ports/caseload.ts'
import type { CredentialStory } from '../../use-cases/caseload/credential-story.ts'
import type { CaseloadAsked, ReadCaseload } from '../../use-cases/caseload/read-caseload.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { openSearch, sealSearch } from '../sealed-search.ts'

export interface CaseloadRoutesPorts {
  readonly audit: Pick<AuditDesk, 'lookedAt' | 'searchedFor' | 'exportedCaseload'>
  readonly clock: Clock
  readonly caseload: ReadCaseload
  readonly story: (authority: Authority, id: CounterfoilId) => Promise<CredentialStory>
  readonly messages: StaffMessages
}

/** What an address asks. Refuses `invalid_request` for one that no page of ours made. What another session sealed can't be read: its page shows what it would without. */
function askedIn(request: FastifyRequest, secret: SessionSecret): CaseloadAsked {
  const query = caseloadQueryOf(request.query as Readonly<Record<string, unknown>>)
  if (query === null) throw new Refusal('invalid_request', { detail: 'query' })
  const reference = query.search === null ? null : openSearch(secret, query.search)
  return { query: reference === null ? { ...query, search: null } : query, reference }
}

/** What an address asks to take away. A search that can't be read would make everything of some: that is refused. */
function askedToTake(request: FastifyRequest, secret: SessionSecret): CaseloadAsked {
  const asked = askedIn(request, secret)
  if (asked.query.search === null && Object.hasOwn(request.query as object, 'search')) throw new Refusal('invalid_request', { detail: 'search' })
  return asked
}

/** A filter as the log tells it: which rows it narrows to, and a reference by its handle. */
function filterTold(caseload: ReadCaseload, authority: Authority, { query, reference }: CaseloadAsked): URLSearchParams {
  const told = caseloadParameters({ ...query, search: null, after: null, sort: wholeCaseload.sort, order: wholeCaseload.order })
  if (reference !== null) told.set('reference', caseload.personMeant(authority, reference))
  return told
}

/** What a filter's form asks, as a query. What it says of type, status and order is judged where the address is read. */
function queryOfForm(body: unknown, secret: SessionSecret): CaseloadQuery | null {
  const field = (name: string): string | null => {
    const text = (formField(body, name) ?? '').trim()
    return text === '' ? null : text
  }
  const reference = field('reference')
  const dates = dateFields.flatMap((name): [DateField, TypedDate][] => {
    const date = typedDate((part) => formField(body, `${name}-${part}`))
    return date === null ? [] : [[name, date]]
  })
  const chosen = Object.fromEntries(['type', 'status', 'sort', 'order'].flatMap((name) => (field(name) === null ? [] : [[name, field(name)]])))
  const query = caseloadQueryOf(chosen)
  return query === null ? null : { ...query, dates: Object.fromEntries(dates), search: reference === null ? null : sealSearch(secret, reference) }
}

/** Everything that an authority issued: looked through by filters that addresses hold, and taken away as a table. */
export function caseloadRoutes(scope: FastifyInstance, { audit, caseload, clock, story, messages }: CaseloadRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/caseload', route('cases', async (view, request, _reply, secret) => {
    const asked = askedIn(request, secret)
    // A reference is somebody: without one, the list tells of nobody.
    if (asked.reference !== null) await audit.searchedFor(view.staff, caseload.personMeant(view.authority, asked.reference))
    const found = await caseload.page(view.authority, asked)
    const problems = 'problems' in found ? found.problems : []
    const actions = may(view.staff, 'status') && statusActions(view, caseloadAddress(asked.query))
    return caseloadPage(view, { ...asked, problems, found: 'problems' in found ? null : found, types: caseload.types(), typeOf: caseload.typeOf, now: clock.now(), actions })
  }))

  scope.post('/staff/caseload', route('cases', async (_view, request, reply, secret) => {
    const query = queryOfForm(request.body, secret)
    if (query === null) throw new Refusal('invalid_request', { detail: 'filter' })
    return reply.redirect(caseloadAddress(query), 303)
  }))

  scope.get('/staff/caseload/export', route('cases', async (view, request, reply, secret) => {
    const asked = askedToTake(request, secret)
    const words = caseloadWords[view.language]
    if ('problems' in (await caseload.page(view.authority, asked))) throw new Refusal('invalid_request', { detail: 'dates' })
    await audit.exportedCaseload(view.staff, filterTold(caseload, view.authority, asked))
    return sendTable(reply, `${words.file}-${view.authority.id}`, tableOf(view.language, caseload, caseload.all(view.authority, asked)))
  }))

  scope.get<{ Params: { credential: string } }>('/staff/credentials/:credential', route('cases', async (view, request) => {
    const { credential } = request.params as { readonly credential: string }
    const told = await story(view.authority, credential as CounterfoilId)
    await audit.lookedAt(view.staff, told.counterfoil.person)
    const { message: news } = request.query as Readonly<Record<string, unknown>>
    return credentialPage(view, told, { now: clock.now(), messages: await messages.about(view.authority, credential), news: isMessageNews(news) ? news : null })
  }))
}

const sendTable = (reply: FastifyReply, name: string, rows: AsyncIterable<string>): FastifyReply =>
  reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`).send(Readable.from(rows))

const statusNames = { [statusValue.valid]: 'active', [statusValue.revoked]: 'revoked', [statusValue.suspended]: 'suspended' } as const

/** Piece by piece: however many there are, few are in memory. Nothing in it says whom a credential is about. */
async function* tableOf(language: Language, { typeOf }: ReadCaseload, pages: AsyncIterable<readonly CaseloadRow[]>): AsyncGenerator<string> {
  const { columns, statuses } = caseloadWords[language]
  const date = (at: number): string => dateTimeOf(at).slice(0, 10)
  // The mark at its start tells spreadsheets that it is UTF-8.
  yield `\ufeff${csvOf([[columns.number, columns.type, columns.status, columns.issued, columns.expires, columns.changed]])}`
  for await (const rows of pages) {
    yield csvOf(rows.map((row) => [row.id, typeOf(row)?.name[language] ?? row.configurationId, statuses[statusNames[row.status]], date(row.issuedAt), date(row.expiresAt), date(row.changedAt)]))
  }
}

