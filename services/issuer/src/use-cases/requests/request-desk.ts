import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { dayInLondon, daysAfter, type CalendarDay } from '../../domain/calendar-day.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { dueOf, type DataRequest, type DataRequestId, type DataRequestKind, type ExtensionReason, type HeldOfPerson, type RequestRefusal } from '../../domain/requests/data-request.ts'
import { clockStateOf, dueDay, type ClockState } from '../../domain/requests/statutory-clock.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { SignStatement } from '../../ports/audit.ts'
import type { DataRequests } from '../../ports/data-requests.ts'
import type { RecordSource } from '../../ports.ts'
import { recordOf } from '../read-record-again.ts'

export interface RequestDeskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly requests: DataRequests
  readonly records: RecordSource
  readonly sign: SignStatement
}

/** A request with its clock. */
export interface TimedRequest {
  readonly request: DataRequest
  readonly due: CalendarDay
  readonly clock: ClockState
}

export interface ShownRequest extends TimedRequest {
  /** As it stands now; what an answer found is in its outcome. */
  readonly held: HeldOfPerson
  /** More time can be taken within the first month alone. @see UK GDPR, article 12(3) */
  readonly mayExtend: boolean
}

const mostClosed = 20
const longestAgo = 400
export const requestEvidenceType = 'counterfoil-request-evidence+jwt'

/** Why something stays after an erasure, for the file that is handed over. */
const keptBecause = {
  standing: 'In use: without its handle it could not be revoked or found for this person. It goes when it has ended and erasure is asked for again.',
  auditEntries: 'Audit log: each entry vouches for the one before (UK GDPR, article 17(3)(b) and (e)). It holds no name and no claim.',
  signInEnds: 'Keeps wallets that were stopped from collecting again.',
  messages: 'Of credentials in use: that there was a message, when and by which way. What it said and where it went is erased, and one that had not been sent never is.',
  bulkRows: 'Of a list that has not ended, which must stay as it was approved. They go a week after it ended, or with the next erasure.',
  frozen: 'Keeps a credential in use suspended, as this person asked.',
  requests: 'The record that what was asked for was done (UK GDPR, article 5(2)). It holds no name and no claim.',
} as const

/** Requests of citizens under articles 15 and 17 of the UK GDPR, with the time that the law gives. */
export function requestDesk({ clock, random, requests, records, sign }: RequestDeskPorts) {
  const today = (): CalendarDay => dayInLondon(clock.now())
  const timed = (request: DataRequest): TimedRequest => {
    const due = dueOf(request)
    return { request, due, clock: clockStateOf(due, request.closedAt === null ? today() : dayInLondon(request.closedAt)) }
  }
  const found = async (authority: string, id: DataRequestId): Promise<DataRequest> => {
    const request = await requests.find(authority, id)
    if (request === null) throw new Refusal('not_found')
    return request
  }
  const by = (staff: StaffMember) => ({ subject: staff.subject, now: clock.now() })
  const acting = async (staff: StaffMember, id: DataRequestId, act: () => Promise<boolean>): Promise<boolean> => {
    await found(staff.authority, id)
    return act()
  }
  return {
    /** Why a day can't be the one on which a request came; null when it can. */
    wrongReceipt: (day: CalendarDay): 'future' | 'long_ago' | null => (day > today() ? 'future' : day < daysAfter(today(), -longestAgo) ? 'long_ago' : null),
    /** Whether the council's record has somebody by this handle, or something is held of them. */
    isKnown: async (authority: Authority, person: PersonHandle): Promise<boolean> =>
      Object.values(await requests.held(authority.id, person, clock.now())).some((number) => number > 0) || (await recordOf(records, authority, person)) !== null,
    enter: (staff: StaffMember, entered: { readonly kind: DataRequestKind; readonly person: PersonHandle; readonly receivedOn: CalendarDay }): Promise<DataRequest> =>
      requests.enter({ ...entered, id: timeOrderedId(clock.now(), random) as DataRequestId, authority: staff.authority, enteredAt: clock.now(), enteredBy: staff.subject }),
    list: async (authority: string): Promise<{ readonly open: readonly TimedRequest[]; readonly closed: readonly TimedRequest[] }> => {
      const open = (await requests.open(authority)).map(timed)
      return { open: open.toSorted((one, other) => one.due.localeCompare(other.due)), closed: (await requests.closed(authority, mostClosed)).map(timed) }
    },
    show: async (authority: string, id: DataRequestId): Promise<ShownRequest> => {
      const request = await found(authority, id)
      return { ...timed(request), held: await requests.held(authority, request.person, clock.now()), mayExtend: request.state === 'open' && request.extension === null && today() <= dueDay(request.receivedOn, 1) }
    },
    extend: (staff: StaffMember, id: DataRequestId, reason: ExtensionReason): Promise<boolean> =>
      acting(staff, id, async () => today() <= dueDay((await found(staff.authority, id)).receivedOn, 1) && requests.extend(staff.authority, id, reason, by(staff))),
    answer: (staff: StaffMember, id: DataRequestId): Promise<boolean> => acting(staff, id, () => requests.answer(staff.authority, id, by(staff))),
    refuse: (staff: StaffMember, id: DataRequestId, reason: RequestRefusal): Promise<boolean> => acting(staff, id, () => requests.refuse(staff.authority, id, reason, by(staff))),
    withdraw: (staff: StaffMember, id: DataRequestId): Promise<boolean> => acting(staff, id, () => requests.withdraw(staff.authority, id, by(staff))),
    /** What was held, what was erased, and what stays and why, signed by the authority: numbers, dates and handles, and no claim. */
    evidence: async (authority: Authority, id: DataRequestId): Promise<string> => {
      const request = await found(authority.id, id)
      const { outcome, closedAt } = request
      if (closedAt === null) throw new Refusal('conflict')
      return sign(authority, requestEvidenceType, {
        iat: closedAt,
        jti: request.id,
        request: { kind: request.kind, person: request.person, received_on: request.receivedOn, due_on: dueOf(request), extended_because: request.extension, state: request.state, reason: request.reason, closed_at: dateTimeOf(closedAt) },
        held: outcome?.held ?? null,
        ...(outcome === null || outcome.kept === null ? {} : { kept: outcome.kept, erased: differenceOf(outcome.held, outcome.kept), kept_because: keptBecause }),
      })
    },
  }
}

/** What there was and is no more. Audit entries become more by the erasure itself. Older answers counted less. */
const differenceOf = (held: HeldOfPerson, kept: HeldOfPerson): Readonly<Record<string, number>> =>
  Object.fromEntries((['openOffers', 'pastOffers', 'ended', 'languages', 'messages', 'bulkRows', 'frozen', 'recordGaps'] as const).filter((what) => what in held).map((what) => [what, held[what] - Math.min(held[what], kept[what])]))

export type RequestDesk = ReturnType<typeof requestDesk>
