import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Authority } from '../../domain/authority.ts'
import type { FileRow } from '../../domain/bulk/bulk-file.ts'
import { progressOf, type BulkJob, type BulkJobId, type Progress, type ResultKind } from '../../domain/bulk/bulk-job.ts'
import type { RowInError } from '../../domain/bulk/bulk-plan.ts'
import { actorOf, type CouncilClientId } from '../../domain/council-client.ts'
import type { RepeatableRequest } from '../../domain/repeatable-request.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { BulkApprovals, BulkApproval, BulkJobs, BulkSeals, Move } from '../../ports/bulk.ts'
import type { PrepareBulk } from '../bulk/prepare-bulk.ts'
import type { BulkRunner } from '../bulk/run-bulk.ts'

interface Ports {
  readonly clock: Clock
  readonly prepare: Pick<PrepareBulk, 'fromRows'>
  readonly bulkJobs: BulkJobs
  readonly bulkSeals: Pick<BulkSeals, 'idOf'>
  readonly bulkApprovals: BulkApprovals
  readonly runner: Pick<BulkRunner, 'wake'>
}

export interface JobForSystem {
  readonly job: BulkJob
  readonly approval: BulkApproval | null
  readonly progress: Progress
}

/** What a system may do to a job, beside starting it. */
export const systemMoves = ['pause', 'resume', 'cancel'] as const
export type SystemMove = (typeof systemMoves)[number]

/** Who asks for approval, for whoever decides: never the one who approves, for systems don't. */
const asStaff = (authority: Authority, client: CouncilClientId): StaffMember => ({ subject: actorOf(client), name: client, authority: authority.id, roles: [] })

/** Issuing to many for a council's own system: the same jobs, approved by the same people, handed on to the system's own key. */
export function bulkForSystem({ clock, prepare, bulkJobs, bulkSeals, bulkApprovals, runner }: Ports) {
  const show = async (authority: Authority, id: BulkJobId): Promise<JobForSystem> => {
    const job = await bulkJobs.find(authority.id, id)
    if (job === null) throw new Refusal('not_found')
    return { job, approval: await bulkApprovals.of(job, clock.now()), progress: progressOf(job, clock.now()) }
  }
  const moveOf = (authority: Authority, id: BulkJobId, client: CouncilClientId): Move => ({ authority: authority.id, id, by: actorOf(client), now: clock.now() })
  /** What is sent again finds it done. Refuses `not_found`, `conflict`. */
  const moved = async (authority: Authority, id: BulkJobId, did: boolean, to: readonly BulkJob['state'][]): Promise<JobForSystem> => {
    const shown = await show(authority, id)
    if (!did && !to.includes(shown.job.state)) throw new Refusal('conflict')
    return shown
  }
  return {
    show,
    /** Plans the rows, and asks the council's staff to approve them. The same request under the same key is the same job. */
    prepare: async (authority: Authority, request: RepeatableRequest, rows: readonly FileRow[]): Promise<JobForSystem & { readonly errors: readonly RowInError[] }> => {
      const { id, errors } = await prepare.fromRows({ authority, by: actorOf(request.client), errorSecret: null, delivery: 'files' }, rows, [], bulkSeals.idOf(request))
      const { job } = await show(authority, id)
      if (job.counts.create > 0 && (job.state === 'prepared' || job.state === 'asked')) {
        await bulkJobs.ask(moveOf(authority, id, request.client))
        await bulkApprovals.ask(job, asStaff(authority, request.client))
      }
      return { ...(await show(authority, id)), errors }
    },
    /** Starts what was approved; what it makes is sealed to this key. Refuses `conflict` until then. */
    start: async (authority: Authority, id: BulkJobId, client: CouncilClientId, resultKey: P256PublicJwk): Promise<JobForSystem> => {
      const { job, approval } = await show(authority, id)
      if (job.state === 'asked' && approval?.mayBegin !== true) throw new Refusal('conflict', { words: 'Nobody has approved this job yet.' })
      const did = await bulkJobs.start(moveOf(authority, id, client), { resultKey, pauseAfter: null })
      runner.wake()
      return moved(authority, id, did, ['running', 'finished'])
    },
    move: async (authority: Authority, id: BulkJobId, client: CouncilClientId, move: SystemMove): Promise<JobForSystem> => {
      const ends: Readonly<Record<SystemMove, readonly BulkJob['state'][]>> = { pause: ['paused', 'finished'], resume: ['running', 'finished'], cancel: ['cancelled'] }
      const did = move === 'resume' ? await bulkJobs.resume(moveOf(authority, id, client), null) : await bulkJobs[move](moveOf(authority, id, client))
      if (move === 'resume') runner.wake()
      return moved(authority, id, did, ends[move])
    },
    /** What the run made, in pieces that only whoever has the key can open. Refuses `conflict` when it is gone, or not there yet. */
    results: async (authority: Authority, id: BulkJobId, client: CouncilClientId, kind: ResultKind): Promise<readonly string[]> => {
      await show(authority, id)
      const pieces = await bulkJobs.results(authority.id, id, kind)
      if (!(await bulkJobs.takeResults(moveOf(authority, id, client), kind))) throw new Refusal('conflict')
      return pieces
    },
  }
}

export type BulkForSystem = ReturnType<typeof bulkForSystem>
