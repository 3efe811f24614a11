import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import type { SessionSecret, StaffMember } from '../domain/staff-member.ts'
import type { StaffSessions, StaffSignIn } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly sessions: StaffSessions
  readonly signIn: StaffSignIn
  readonly authorities: ReadonlyMap<string, Authority>
}

/** Someone signed in, and the authority whose cases they see. */
export interface SignedIn {
  readonly staff: StaffMember
  readonly authority: Authority
}

/** Signing in and out by the council's own sign-in. A session has a new secret from the moment it is somebody's. */
export const staffAccess = ({ clock, sessions, signIn, authorities }: Ports) => ({
  /** Where to send the browser, and the secret that proves on return that it set out from here. */
  begin: async (language: 'en' | 'cy'): Promise<{ readonly url: string; readonly secret: SessionSecret }> => {
    const { url, checks } = await signIn.start(language)
    return { url, secret: await sessions.begin({ kind: 'signing-in', checks }, clock.now()) }
  },
  /** Refuses `not_signed_in` when this browser didn't set out, `forbidden` for someone without the role. */
  complete: async (secret: SessionSecret | null, callback: URL): Promise<SessionSecret> => {
    const content = secret === null ? null : await sessions.read(secret, clock.now())
    if (secret === null || content?.kind !== 'signing-in') throw new Refusal('not_signed_in')
    // Spent before it is judged: the same answer of the sign-in can't be tried twice.
    await sessions.end(secret)
    const staff = await signIn.finish(callback, content.checks)
    if (staff === null || !authorities.has(staff.authority)) throw new Refusal('forbidden')
    return sessions.begin({ kind: 'signed-in', staff }, clock.now())
  },
  /** Refuses `not_signed_in`. */
  mustBeSignedIn: async (secret: SessionSecret | null): Promise<SignedIn> => {
    const content = secret === null ? null : await sessions.read(secret, clock.now())
    const authority = content?.kind === 'signed-in' ? authorities.get(content.staff.authority) : undefined
    if (content?.kind !== 'signed-in' || authority === undefined) throw new Refusal('not_signed_in')
    return { staff: content.staff, authority }
  },
  end: async (secret: SessionSecret | null): Promise<void> => {
    if (secret !== null) await sessions.end(secret)
  },
})

export type StaffAccess = ReturnType<typeof staffAccess>
