import { plus, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { readStatus, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../../domain/authority.ts'
import { approvalStateAt } from '../../domain/approval.ts'
import { stateOnceStaged } from '../../domain/approvals/state-once-staged.ts'
import { tickAt } from '../../domain/publishing-clock.ts'
import { isOfStatus, type StatusJob, type StatusJobId, type UndoneWhy } from '../../domain/status-jobs/status-job.ts'
import type { ChangedPlace, Counterfoils } from '../../ports.ts'
import { applyChanged } from '../apply-changed.ts'
import type { StatusPublisher } from '../publish-status-list.ts'
import type { PublishedList } from '../sign-list.ts'
import { changeableBy, contentHashOf, type StatusJobDeskPorts } from './status-job-desk.ts'

interface Ports extends Pick<StatusJobDeskPorts, 'clock' | 'jobs' | 'configurations' | 'secondPerson' | 'sha256' | 'undoFor'> {
  readonly authorities: ReadonlyMap<string, Authority>
  readonly counterfoils: Pick<Counterfoils, 'placesOf'>
  readonly publisher: Pick<StatusPublisher, 'apply' | 'doubt' | 'publish'>
  /** Tells people of what was done, until it is stopped. */
  readonly tell: (isStopping: () => boolean) => Promise<void>
  /** From one tick of the publishing clock to the next. */
  readonly every: Seconds
  /** The entries of a list as whoever fetches it reads them. */
  readonly readList: (authority: Authority, list: number, published: PublishedList) => StatusBits
}

/** Others write between two units. */
const together = 100

/** Takes changes of many on by what is due: begins what a second person approved and nobody undid, goes on with what a process left when it died, and notes when a list was served that holds it. */
export function statusJobRunner(ports: Ports) {
  const { jobs, clock } = ports
  const stopping = new AbortController()
  const run = async (job: StatusJob): Promise<void> => {
    const changeable = changeableBy(ports.configurations, job.change)
    while (!stopping.signal.aborted) {
      const { isOver, changed } = await jobs.runSome(job, { most: together, changeable, now: clock.now() })
      step('status-job.committed')
      if (isOver) return
      if (isOfStatus(job.change)) await applyChanged(ports, job.authority, changed)
      step('status-job.applied')
    }
  }
  const doubted = new Set<StatusJobId>()
  const look = async (job: StatusJob): Promise<void> => {
    const isOverdue = (job.doneAt ?? Infinity) < tickAt(clock.now(), ports.every)
    if (await isServed(ports, job)) {
      await jobs.notePublished(job.id, clock.now())
      doubted.delete(job.id)
    } else if (isOverdue && !doubted.has(job.id)) {
      // The lists are told of each commit; one that should hold all of it and doesn't is read anew, once.
      doubted.add(job.id)
      ports.publisher.doubt()
    }
  }
  const turn = async (job: StatusJob): Promise<void> => {
    const now = clock.now()
    const isDue = job.state === 'waiting' || (job.state === 'staged' && (job.appliesAt ?? Infinity) <= now)
    const said = isDue ? await secondPersonSays(ports, job, now) : 'wait'
    if (said !== 'go' && said !== 'wait') await jobs.giveUp(job.id, said, now)
    if (said === 'go' && job.state === 'waiting') await jobs.stage(job.id, plus(now, ports.undoFor))
    const begins = said === 'go' && job.state === 'staged' && (await jobs.begin(job.id, now))
    if (begins || job.state === 'running') await run(job)
    if (job.state === 'done') await look(job)
  }
  let turning = Promise.resolve()
  const turnAll = async (): Promise<void> => {
    const faults: unknown[] = []
    // One that can't go on now holds up nobody else's.
    for (const job of await jobs.underWay()) if (!stopping.signal.aborted) await turn(job).catch((error: unknown) => faults.push(error))
    if (!stopping.signal.aborted) await ports.tell(() => stopping.signal.aborted).catch((error: unknown) => faults.push(error))
    if (faults.length > 0) throw new AggregateError(faults, 'Some changes of many can not go on now.')
  }
  return {
    /** One after the other, however often it is asked. */
    turn: (): Promise<void> => {
      turning = turning.then(turnAll, turnAll)
      return turning
    },
    sweep: (): Promise<void> => jobs.sweep(clock.now()),
    stop: async (): Promise<void> => {
      stopping.abort()
      await turning.catch(() => {})
    },
  }
}

/**
 * Whether a change may go on. What was decided is looked at first: only what was approved has all its ids read. What runs is exactly what was approved;
 * the time of an approval is judged when a change is staged, and the time for undoing it takes none of that away.
 */
async function secondPersonSays(ports: Ports, job: StatusJob, now: EpochSeconds): Promise<'go' | 'wait' | UndoneWhy> {
  if (job.aloneAt !== null) return 'go'
  const approval = await ports.secondPerson.of(job.authority, 'bulk-status', job.id)
  if (approval === null) return 'wait'
  const state = job.state === 'staged' ? stateOnceStaged(approval, now) : approvalStateAt(approval, now)
  if (state === 'waiting') return 'wait'
  if (state !== 'approved') return state
  return approval.contentHash === (await contentHashOf(ports, job)) ? 'go' : 'not_as_approved'
}

/** Whether the lists that anybody gets now say all of what a job changed. */
async function isServed(ports: Ports, { id, authority, change }: StatusJob): Promise<boolean> {
  if (!isOfStatus(change)) return true
  const places = await ports.counterfoils.placesOf(authority, await ports.jobs.changedIds(id))
  for (const [, ofList] of Map.groupBy(places, ({ statusIssuer, statusList }) => `${statusIssuer} ${statusList}`)) {
    const bits = await servedBits(ports, ofList[0])
    if (bits === null || ofList.some(({ index, status }) => readStatus(bits, index) !== status)) return false
  }
  return true
}

async function servedBits({ authorities, publisher, readList }: Ports, place: ChangedPlace | undefined): Promise<StatusBits | null> {
  const signer = authorities.get(place?.statusIssuer ?? '')
  if (place === undefined || signer === undefined) return null
  const published = await publisher.publish(signer, place.statusList, 'jwt')
  return published === null ? null : readList(signer, place.statusList, published)
}
