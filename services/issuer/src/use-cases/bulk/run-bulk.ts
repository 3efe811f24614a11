import { setTimeout } from 'node:timers/promises'
import { step } from '@counterfoil/service-kit/system/steps'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { destinationsIn, hasTypedCodes, type OfferDestinations } from '../../domain/bulk/bulk-delivery.ts'
import { letterLifetime, type BulkJobId, type BulkOutcome, type BulkRow, type PausedBecause } from '../../domain/bulk/bulk-job.ts'
import { paceOf } from '../../domain/bulk/bulk-pace.ts'
import { claimsFromRecord, onlyRecordOf, type PersonRecord } from '../../domain/council-record.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { TxCodes } from '../../domain/tx-code.ts'
import type { BulkApprovals, BulkRuns, BulkSeals, RowDone, RunningJob } from '../../ports/bulk.ts'
import type { CaseReferences } from '../../ports/council-api.ts'
import type { DraftSeals, RecordSource } from '../../ports.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { drawSecrets, prepareOffer, showMade } from '../make-credential-offer.ts'
import { offerMessages } from '../notify/offer-messages.ts'
import { hashOf } from './prepare-bulk.ts'

export interface RunningBulkPorts {
  readonly clock: Clock
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly seals: DraftSeals
  readonly txCodes: TxCodes
  readonly walletUrl: string
  readonly types: ReadonlyMap<string, CredentialType>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly bulkSeals: BulkSeals
  readonly bulkRuns: BulkRuns
  readonly bulkApprovals: BulkApprovals
  readonly notifier: Pick<Notifier, 'seal' | 'wake'>
  /** How many rows it does in a second at most: citizens who collect meanwhile are to notice nothing. */
  readonly rowsPerSecond: number
  readonly onBulkFault: (error: unknown) => void
}

/** For how long nothing is tried after something failed that may pass. */
const restMs = 5000

type People = ReadonlyMap<PersonHandle, PersonRecord>

/** Jobs that go on in this process: what is approved needn't be asked anew before each of their units. */
type AllUnderWay = Set<BulkJobId>

/**
 * Runs the jobs that are to run until none is left: of each authority one at a time, and those of several authorities unit by unit in turn, so that nobody's
 * thousands hold up everybody else's. What it needs to go on stands in the database, so it begins wherever the process before it was when it died.
 */
export function runBulk(ports: RunningBulkPorts) {
  const { bulkRuns, onBulkFault } = ports
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let isWokenAnew = false

  /** Whether it may go on at once: not while the disk is full, or the database locked. Nothing is lost by then, and it goes on when that has passed. */
  const takeTurn = async (all: AllUnderWay, job: RunningJob): Promise<boolean> => {
    try {
      if (!stopping.signal.aborted) await runUnit(ports, all, job, stopping.signal)
      return true
    } catch (error) {
      onBulkFault(error)
      if (mayPass(error)) return false
      all.delete(job.id)
      // It would fail again: staff read of it, and let it go on.
      await bulkRuns.stop(job, 'failed', ports.clock.now())
      return true
    }
  }
  const takeTurns = async (all: AllUnderWay, jobs: readonly RunningJob[]): Promise<boolean> => {
    // What was paused or has ended begins anew when it comes back: what is approved is looked at once more.
    for (const id of all) if (!jobs.some((job) => job.id === id)) all.delete(id)
    let may = true
    for (const job of jobs) may = (await takeTurn(all, job)) && may
    return may
  }
  const runAll = async (): Promise<void> => {
    const all: AllUnderWay = new Set()
    while (!stopping.signal.aborted) {
      let may = false
      try {
        isWokenAnew = false
        const jobs = await bulkRuns.next()
        if (jobs.length === 0) return
        may = await takeTurns(all, jobs)
      } catch (error) {
        onBulkFault(error)
      }
      if (!may) await setTimeout(restMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  const wake = (): void => {
    isWokenAnew = true
    running ??= runAll().finally(() => {
      running = null
      // What was started since it last looked would wait for somebody else's start.
      if (isWokenAnew && !stopping.signal.aborted) wake()
    })
  }
  const idle = async (): Promise<void> => {
    if (running === null) return
    await running
    // Woken anew, it runs once more.
    await idle()
  }
  return {
    /** Begins, where it doesn't run already. */
    wake,
    /** Resolves when nothing is left to run. */
    idle,
    /** Ends after the row that is under way: what is prepared by then is done. */
    stop: async (): Promise<void> => {
      stopping.abort()
      await running
    },
  }
}

export type BulkRunner = ReturnType<typeof runBulk>

/** What isn't of one job: the next one would meet it, too. */
const mayPass = (error: unknown): boolean => error instanceof Refusal && error.code === 'temporarily_unavailable'

async function runUnit(ports: RunningBulkPorts, all: AllUnderWay, job: RunningJob, stopping: AbortSignal): Promise<void> {
  const { clock, bulkRuns, rowsPerSecond } = ports
  const stop = (because: PausedBecause): Promise<void> => bulkRuns.stop(job, because, clock.now())
  const began = performance.now()
  const pace = paceOf(job.delivery, rowsPerSecond)
  if (!all.has(job.id) && !(await isAsApproved(ports, job))) return stop('not_as_approved')
  const rows = await bulkRuns.todo(job, pace.together)
  if (rows.length === 0) return bulkRuns.finish(job, clock.now())
  const people = await peopleOf(ports, job, rows)
  if (typeof people === 'string') return stop(people)
  const prepared = await prepareAll(ports, job, { people, rows, stopping })
  if (prepared.length === 0) return
  step('bulk.prepared')
  await bulkRuns.commit(job, prepared, clock.now())
  step('bulk.committed')
  all.add(job.id)
  ports.notifier.wake()
  const rest = pace.restAfter(rows.length, performance.now() - began)
  if (rest > 0) await setTimeout(rest, undefined, { signal: stopping }).catch(() => {})
}

/** Whether every row is word for word what somebody else approved. */
async function isAsApproved(ports: RunningBulkPorts, job: RunningJob): Promise<boolean> {
  const approval = await ports.bulkApprovals.of(job, ports.clock.now())
  return approval?.wasApproved === true && hashOf(ports, job, await ports.bulkRuns.everyRow(job)) === job.contentHash
}

async function peopleOf({ records }: RunningBulkPorts, { authority }: RunningJob, rows: readonly BulkRow[]): Promise<People | 'records_away' | 'records_unusable'> {
  try {
    return await records.people(authority, rows.map(({ person }) => person))
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'records_away' || error.code === 'records_unusable')) return error.code
    throw error
  }
}

interface Unit {
  readonly people: People
  readonly rows: readonly BulkRow[]
  readonly stopping: AbortSignal
}

/** Those of a unit that were prepared when the process was told to stop; all of them where it wasn't. */
async function prepareAll(ports: RunningBulkPorts, job: RunningJob, { people, rows, stopping }: Unit): Promise<RowDone[]> {
  const authority = ports.authorities.get(job.authority)
  if (authority === undefined) throw new Error('A job is of an authority that is not served here.')
  const prepared: RowDone[] = []
  for (const row of rows) {
    if (stopping.aborted) break
    prepared.push(await prepareRow(ports, job, authority, people.get(row.person) ?? null, row))
  }
  return prepared
}

async function prepareRow(ports: RunningBulkPorts, job: RunningJob, authority: Authority, person: PersonRecord | null, row: BulkRow): Promise<RowDone> {
  const type = ports.types.get(row.typeId)
  if (type === undefined || person === null || row.offer === null) return { row, outcome: 'gone' }
  const record = onlyRecordOf(type, person)
  if (record === null) return { row, outcome: 'gone' }
  const stands = standsAsApproved(ports, job, record, type, row)
  if (typeof stands === 'string') return { row, outcome: stands }
  const secrets = await drawSecrets(ports.seals, authority, { txCodeShape: ports.txCodes(authority.id, type.id), withTypedCode: hasTypedCodes(job.delivery) })
  const offer = prepareOffer(ports, ports.seals, secrets, { authority, type, person: record, id: row.offer, madeBy: job.ranBy, caseReference: null, lifetime: letterLifetime })
  const made = showMade(ports.walletUrl, authority, secrets, offer)
  const messages = offerMessages({ authority, type, record, language: row.language, ...stands }, made).map((message) => ports.notifier.seal(message))
  return { row, offer, link: made.walletLink, code: secrets.txCode ?? '', messages }
}

/** Where an offer goes that stands as it was approved: by what the record said then, and the rules that the type had. Of anything else nobody has approved an offer. */
function standsAsApproved({ clock, bulkSeals }: RunningBulkPorts, { salt, delivery }: RunningJob, record: PersonRecord, type: CredentialType, row: BulkRow): OfferDestinations | BulkOutcome {
  const read = claimsFromRecord(type, record, clock.now())
  if ('problems' in read) return 'incomplete'
  const to = destinationsIn(delivery, record)
  return 'lacking' in to || bulkSeals.markOf(salt, row.person, type, { claims: read.claims, to }) !== row.mark ? 'changed' : to
}
