import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { csvFileOf } from '@counterfoil/shared/kernel/csv'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { openDeliveries, type BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkColumns } from '../../domain/bulk/bulk-file.ts'
import { firstRows, resultKinds, type BulkJobId, type ResultKind } from '../../domain/bulk/bulk-job.ts'
import { bulkPlans } from '../../domain/bulk/bulk-plan.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import { errorFile } from '../../pages/bulk/bulk-errors.ts'
import { bulkJobPage, confirmBulkPage } from '../../pages/bulk/bulk-job-page.ts'
import { bulkListPage } from '../../pages/bulk/bulk-list-page.ts'
import { progressInWords } from '../../pages/bulk/bulk-progress.ts'
import { rowsOnAPage } from '../../pages/bulk/bulk-rows.ts'
import { bulkUploadPage, type UploadFault } from '../../pages/bulk/bulk-upload-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import { bulkWords } from '../../pages/words/bulk.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import type { PrepareBulk } from '../../use-cases/bulk/prepare-bulk.ts'
import type { HandedOn, StaffBulk } from '../../use-cases/bulk/staff-bulk.ts'
import { formField } from '../form-guard.ts'
import { contentSecurityPolicy, type StaffHandler, type StaffRoute } from '../page-scope.ts'
import { openSearch, sealSearch } from '../sealed-search.ts'
import { withStepUp } from '../staff/with-step-up.ts'
import { faultIn, faultQuery } from './fault-query.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { acceptFile, type UploadedFile } from './uploaded-file.ts'

export interface BulkRoutesPorts {
  readonly audit: Pick<AuditDesk, 'listed'>
  readonly bulk: { readonly prepare: PrepareBulk; readonly staff: StaffBulk }
  readonly types: ReadonlyMap<string, CredentialType>
  readonly notifier: Pick<Notifier, 'channelsOf'>
}

interface JobPorts extends Pick<BulkRoutesPorts, 'audit' | 'types' | 'notifier'> {
  readonly bulk: StaffBulk
}

const jobIn = (request: FastifyRequest): BulkJobId => (request.params as { readonly job: BulkJobId }).job
const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> => request.query as Readonly<Record<string, unknown>>

// Its script asks how far a job is.
const policy = `${contentSecurityPolicy()}; connect-src 'self'`

/** Issuing to many: a file, what it would do, somebody else's yes, and how far it is. */
export function bulkRoutes(scope: FastifyInstance, { audit, bulk: { prepare, staff: bulk }, types, notifier }: BulkRoutesPorts, route: StaffRoute): void {
  const uploadPage = (view: StaffView, fault: UploadFault | null): string => bulkUploadPage(view, { fault, types: [...types.values()], open: openDeliveries(notifier.channelsOf(view.authority.id)) })
  scope.get('/staff/bulk', route('bulk', async (view) => bulkListPage(view, await bulk.list(view.authority))))
  scope.get('/staff/bulk/new', route('bulk', async (view, request) => uploadPage(view, faultIn(queryOf(request)))))
  scope.get('/staff/bulk/example.csv', route('bulk', async (view, _request, reply) => sendCsv(reply, bulkWords[view.language].files.template, exampleFor(view, types))))
  void scope.register(async (upload) => {
    const fileOf = await acceptFile(upload)
    upload.post('/staff/bulk/new', route('bulk', async (view, request, reply, secret) => {
      const file = await fileOf(request)
      const refused = (fault: UploadFault): FastifyReply | string => {
        if (fault.fault !== 'too_large') return reply.redirect(`/staff/bulk/new?${faultQuery(fault)}`, 303)
        // Nobody waits for the rest of it.
        void reply.code(413).header('connection', 'close')
        return uploadPage(view, fault)
      }
      if (file.isTooLarge) return refused({ fault: 'too_large' })
      const delivery = deliveryIn(file, openDeliveries(notifier.channelsOf(view.authority.id)))
      if (delivery === null) return refused({ fault: 'way_closed' })
      if (file.bytes === null) return refused({ fault: 'no_file' })
      const prepared = await prepare.fromFile({ authority: view.authority, by: `staff:${view.staff.subject}`, errorSecret: secret, delivery }, file.bytes)
      if ('fault' in prepared) return refused(prepared)
      const passedOver = prepared.passedOver.join(', ')
      return reply.redirect(`/staff/bulk/${prepared.id}${passedOver === '' ? '' : `?passed_over=${sealSearch(secret, passedOver)}`}`, 303)
    }))
  })
  jobRoutes(scope, { audit, bulk, types, notifier }, route)
  moveRoutes(scope, bulk, route)
}

function jobRoutes(scope: FastifyInstance, { audit, bulk, types, notifier }: JobPorts, route: StaffRoute): void {
  scope.get('/staff/bulk/:job', route('bulk', async (view, request, reply, secret) => {
    void reply.header('content-security-policy', policy)
    return showJob({ audit, bulk, types, notifier }, view, request, secret)
  }))

  scope.get('/staff/bulk/:job/progress', route('bulk', async (view, request, reply) => {
    return reply.send(progressInWords(await bulk.show(view.authority, jobIn(request)), view.language, Object.hasOwn(queryOf(request), 'in_line')))
  }))

  scope.get('/staff/bulk/:job/errors.csv', route('bulk', async (view, request, reply, secret) => {
    await bulk.show(view.authority, jobIn(request))
    const errors = await bulk.errors(view.authority, jobIn(request), secret)
    return errors === null ? reply.redirect(`/staff/bulk/${jobIn(request)}`, 303) : sendCsv(reply, bulkWords[view.language].files.errors, errorFile(errors, view.language))
  }))

  for (const verb of ['cancel', 'withdraw'] as const) {
    scope.get(`/staff/bulk/:job/${verb}`, route('bulk', async (view, request) => confirmBulkPage(view, (await bulk.show(view.authority, jobIn(request))).job, verb)))
  }
}

function moveRoutes(scope: FastifyInstance, bulk: StaffBulk, route: StaffRoute): void {
  const moves = (move: (view: StaffView, id: BulkJobId, request: FastifyRequest, secret: SessionSecret) => Promise<unknown>, more = ''): StaffHandler => async (view, request, reply, secret) => {
    await move(view, jobIn(request), request, secret)
    return reply.redirect(`/staff/bulk/${jobIn(request)}${more}`, 303)
  }
  const moving = (verb: string, ...how: Parameters<typeof moves>): void => {
    scope.post(`/staff/bulk/:job/${verb}`, route('bulk', moves(...how)))
  }
  moving('ask', ({ authority, staff }, id) => bulk.ask(authority, id, staff))
  // From here on nobody asks any more: thousands get something that can't be called back. The same goes for what a start let rest after its first rows.
  scope.post('/staff/bulk/:job/start', route('bulk', withStepUp(moves(({ authority, staff }, id, request, secret) => bulk.start(authority, id, { staff, secret, pauseAfter: formField(request.body, 'pause_after') === null ? null : firstRows })))))
  moving('pause', ({ authority, staff }, id) => bulk.pause(authority, id, staff))
  scope.post('/staff/bulk/:job/resume', route('bulk', withStepUp(moves(({ authority, staff }, id, request, secret) => bulk.resume(authority, id, { staff, secret, mayMakeAnew: formField(request.body, 'make_anew') !== null })))))
  moving('cancel', ({ authority, staff }, id) => bulk.cancel(authority, id, staff))
  moving('messages', ({ authority, staff }, id) => bulk.sendAgain(authority, id, staff))
  moving('withdraw', ({ authority, staff }, id) => bulk.withdraw(authority, id, staff), '?withdrawn=yes')
  for (const kind of resultKinds) {
    scope.post(`/staff/bulk/:job/${kind}`, route('bulk', async (view, request, reply, secret) => {
      const made = await bulk.take(view.authority, jobIn(request), kind, { staff: view.staff, secret })
      return sendCsv(reply, bulkWords[view.language].files[kind], resultFile(made, kind, view))
    }))
  }
}

/** How people are to be written to; by files where the form doesn't ask. Null for what isn't open here. */
function deliveryIn({ choice }: UploadedFile, open: readonly BulkDelivery[]): BulkDelivery | null {
  if (choice === null) return 'files'
  return choice.name === 'delivery' ? (open.find((one) => one === choice.value) ?? null) : null
}

async function showJob({ audit, bulk, types, notifier }: JobPorts, view: StaffView, request: FastifyRequest, secret: SessionSecret): Promise<string> {
  const id = jobIn(request)
  const shown = await bulk.show(view.authority, id)
  const query = queryOf(request)
  const plan = bulkPlans.find((one) => one === query['plan']) ?? null
  const after = /^\d{1,7}$/.test(String(query['after'])) ? Number(query['after']) : 0
  const rows = await bulk.rows(view.authority, id, { plan, after, most: rowsOnAPage })
  if (rows.some(({ person }) => person !== null)) await audit.listed(view.staff, id)
  return bulkJobPage(view, {
    shown,
    errors: shown.job.counts.invalid > 0 ? await bulk.errors(view.authority, id, secret) : null,
    rows: { rows, plan, after, types },
    messages: shown.job.delivery === 'files' ? [] : await bulk.messages(view.authority, id),
    open: openDeliveries(notifier.channelsOf(view.authority.id)),
    canTake: await bulk.canTake(view.authority, id, secret),
    toMakeAnew: await bulk.toMakeAnew(shown, secret),
    openOffers: await bulk.openOffers(view.authority, id),
    wasWithdrawn: query['withdrawn'] === 'yes',
    passedOver: openSearch(secret, query['passed_over']),
  })
}

const sendCsv = (reply: FastifyReply, name: string, rows: readonly (readonly string[])[]): FastifyReply =>
  reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`).send(csvFileOf(rows))

function exampleFor({ language }: StaffView, types: BulkRoutesPorts['types']): readonly (readonly string[])[] {
  const { columns } = bulkWords[language]
  return [bulkColumns.map((column) => columns[column]), ...[...types.values()].slice(0, 2).map((type, place) => [`REF-000${place + 1}`, type.name[language], place === 0 ? 'en' : 'cy'])]
}

function resultFile(made: readonly HandedOn[], kind: ResultKind, { language }: StaffView): readonly (readonly string[])[] {
  const { columns, errors, files } = bulkWords[language]
  return [[errors.rowColumn, columns.reference, columns.type, columns.language, kind === 'links' ? files.link : files.code], ...made.map((one) => [String(one.number), one.reference, one.typeId, one.language, one.text])]
}
