import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { SessionId, StaffSession } from '../../domain/staff/staff-session.ts'
import type { StaffSessions } from '../../ports/staff-sessions.ts'
import type { SignedIn } from '../staff-sessions.ts'

interface Ports {
  readonly clock: Clock
  readonly sessions: StaffSessions
}

/** Sessions as their owner and the authority's administrators see and end them. Another authority's are not found. */
export const sessionKeeping = ({ clock, sessions }: Ports) => ({
  own: ({ staff: { authority }, session: { owner } }: SignedIn): Promise<readonly StaffSession[]> => sessions.list({ authority, owner }, clock.now()),
  ofStaff: ({ staff: { authority } }: SignedIn): Promise<readonly StaffSession[]> => sessions.list({ authority }, clock.now()),
  /** One of one's own. Refuses `not_found`. */
  endOwn: async ({ staff: { authority }, session: { owner } }: SignedIn, id: SessionId): Promise<void> => {
    if ((await sessions.endAll({ authority, owner, id }, clock.now(), null)) === 0) throw new Refusal('not_found')
  },
  /** Everywhere, here too. */
  endEverywhere: ({ staff: { authority }, session: { owner } }: SignedIn): Promise<number> => sessions.endAll({ authority, owner }, clock.now(), null),
  /** One of somebody of the authority. Refuses `not_found`. */
  endOfStaff: async ({ staff }: SignedIn, id: SessionId): Promise<void> => {
    if ((await sessions.endAll({ authority: staff.authority, id }, clock.now(), staff)) === 0) throw new Refusal('not_found')
  },
  /** Everybody's of the authority but this one. */
  endAllOfStaff: ({ staff, session }: SignedIn): Promise<number> => sessions.endAll({ authority: staff.authority, except: session.id }, clock.now(), staff),
})

export type SessionKeeping = ReturnType<typeof sessionKeeping>
