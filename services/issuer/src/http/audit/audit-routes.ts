import { Readable } from 'node:stream'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { auditPage } from '../../pages/audit/audit-page.ts'
import { auditCheckPage, auditExportPage, caseLooksPage } from '../../pages/audit/audit-pages.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import type { StaffRoute } from '../page-scope.ts'
import { filterIn, isPersonHandle } from './audit-filter.ts'

export interface AuditRoutesPorts {
  readonly desk: AuditDesk
}

/** Up to which entry an export goes. */
function upTo(request: FastifyRequest): number {
  const { number = '' } = request.params as { readonly number?: string }
  if (!/^[1-9]\d{0,14}$/.test(number)) throw new Refusal('not_found')
  return Number(number)
}

/** An authority's log: looked at, checked, and taken along. */
export function auditRoutes(scope: FastifyInstance, { desk }: AuditRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/audit', route('audit', async (view, request) => {
    const { typed, filter, before } = filterIn(request)
    return auditPage(view, { ...(await desk.page(view.authority, filter, before)), filter: typed, isNewest: before === null })
  }))

  scope.get('/staff/audit/cases/:person', route('audit', async (view, request) => {
    const { person = '' } = request.params as { readonly person?: string }
    if (!isPersonHandle(person)) throw new Refusal('not_found')
    return caseLooksPage(view, { person, looks: await desk.looksAt(view.authority, person) })
  }))

  scope.post('/staff/audit/check', route('audit', async (view) => auditCheckPage(view, await desk.verify(view.authority))))

  scope.post('/staff/audit/export', route('audit', async (view, _request, reply) => reply.redirect(`/staff/audit/export/${await desk.beginExport(view.staff)}`, 303)))

  scope.get('/staff/audit/export/:number', route('audit', async (view, request) => auditExportPage(view, (await desk.endOf(view.authority, upTo(request))).number)))

  scope.get('/staff/audit/export/:number/log', route('audit', async (view, request, reply) => {
    const lines = await desk.lines(view.authority, upTo(request))
    return download(reply, `${view.authority.id}-audit-${upTo(request)}.jsonl`, 'application/jsonl').send(Readable.from(withEnds(lines)))
  }))

  scope.get('/staff/audit/export/:number/signature', route('audit', async (view, request, reply) => {
    const signature = await desk.signature(view.authority, upTo(request))
    return download(reply, `${view.authority.id}-audit-${upTo(request)}.jws`, 'application/jose').send(signature)
  }))
}

export const download = (reply: FastifyReply, name: string, type: string): FastifyReply => reply.type(type).header('content-disposition', `attachment; filename="${name}"`)

async function* withEnds(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}
