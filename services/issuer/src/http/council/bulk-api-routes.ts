import { noStore } from '@counterfoil/service-kit/http/no-store'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import { isP256Point, type P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import { bulkLimits } from '../../domain/bulk/bulk-file.ts'
import { resultKinds, type BulkJobId } from '../../domain/bulk/bulk-job.ts'
import type { RowInError } from '../../domain/bulk/bulk-plan.ts'
import { systemMoves, type BulkForSystem, type JobForSystem } from '../../use-cases/council/bulk-for-system.ts'
import * as schemas from './bulk-api-schemas.ts'
import { councilGuard, repeatableRequestOf, type GuardPorts } from './council-guard.ts'

interface Row {
  readonly reference: string
  readonly type: string
  readonly language?: string
}

interface JobParams {
  readonly Params: { readonly job: BulkJobId }
}

const config = { limit: 'authority' } as const

/** Issuing to many, for a council's own system. */
export function bulkApiRoutes(ports: GuardPorts & { readonly bulk: BulkForSystem }) {
  const { bulk } = ports
  const { needs, callerOf } = councilGuard(ports)
  const guarded = { config, onRequest: needs('offers:write') } as const
  return async (scope: FastifyInstance): Promise<void> => {
    scope.post<{ Body: { readonly rows: readonly Row[] } }>('/:authority/api/bulk-jobs', { ...schemas.prepare, ...guarded, bodyLimit: bulkLimits.bytes }, async (request, reply) => {
      const caller = callerOf(request)
      // Numbered from 1: there are no headings.
      const rows = request.body.rows.map(({ reference, type, language = '' }, place) => ({ number: place + 1, cells: { reference: reference.trim(), type: type.trim(), language: language.trim() }, hasMore: false }))
      const { errors, ...prepared } = await bulk.prepare(caller.authority, repeatableRequestOf(request, caller), rows)
      return noStore(reply).code(201).send({ ...jobBody(prepared), errors: errors.flatMap(errorBodies) })
    })

    scope.get<JobParams>('/:authority/api/bulk-jobs/:job', { ...schemas.show, ...guarded }, async (request, reply) => noStore(reply).send(jobBody(await bulk.show(callerOf(request).authority, request.params.job))))

    scope.post<JobParams & { readonly Body: { readonly result_key: P256PublicJwk } }>('/:authority/api/bulk-jobs/:job/start', { ...schemas.start, ...guarded }, async (request, reply) => {
      const { authority, client } = callerOf(request)
      const { x, y } = request.body.result_key
      if (!isP256Point(x, y)) throw new Refusal('invalid_request', { words: 'The result key is no point of P-256.', detail: 'result_key' })
      return noStore(reply).send(jobBody(await bulk.start(authority, request.params.job, client, { kty: 'EC', crv: 'P-256', x, y })))
    })

    for (const move of systemMoves) {
      scope.post<JobParams>(`/:authority/api/bulk-jobs/:job/${move}`, { ...schemas.moves[move], ...guarded }, async (request, reply) => {
        const { authority, client } = callerOf(request)
        return noStore(reply).send(jobBody(await bulk.move(authority, request.params.job, client, move)))
      })
    }

    for (const kind of resultKinds) {
      scope.post<JobParams>(`/:authority/api/bulk-jobs/:job/${kind}`, { ...schemas.results[kind], ...guarded }, async (request, reply) => {
        const { authority, client } = callerOf(request)
        return noStore(reply).send({ pieces: await bulk.results(authority, request.params.job, client, kind) })
      })
    }
  }
}

const jobBody = ({ job, approval, progress }: JobForSystem) => ({
  job: job.id,
  state: job.state,
  approval: approval?.state ?? null,
  content_hash: job.contentHash,
  prepared_at: dateTimeOf(job.preparedAt),
  plan: job.counts,
  outcomes: job.outcomes,
  done: progress.done,
  paused_because: job.state === 'paused' ? job.pausedBecause : null,
})

const errorBodies = ({ number, problems }: RowInError) => problems.map(({ column, problem }) => ({ row: number, column, problem }))
