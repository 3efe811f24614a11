import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import type { SessionSecret, StaffMember } from '../domain/staff-member.ts'
import { confirmStaff, hearLogout } from './staff/confirm-staff.ts'
import type { OwnSession, SigningIn, StaffSessions, StaffSignIn } from '../ports/staff-sessions.ts'

interface Ports {
  readonly clock: Clock
  readonly sessions: StaffSessions
  readonly signIn: StaffSignIn
  readonly authorities: ReadonlyMap<string, Authority>
}

/** Someone signed in, the authority whose cases they see, and by which session. */
export interface SignedIn extends OwnSession {
  readonly authority: Authority
}

/** Who has just come back from the provider. */
export interface Arrived {
  readonly secret: SessionSecret
  readonly staff: StaffMember
  /** Where they wanted to go on who proved anew that they are there. */
  readonly provesFor: string | null
}

/** The provider's clock may be behind ours by so much. */
const clocksDiffer = 30

/** Signing in and out by the council's own sign-in. A session has a new secret from the moment it is somebody's. */
export function staffAccess(ports: Ports) {
  const { clock, sessions, signIn, authorities } = ports
  const stillStands = confirmStaff(ports)
  const whoIs = async (secret: SessionSecret | null, options?: { readonly isUnattended: boolean }): Promise<SignedIn | null> => {
    const content = secret === null ? null : await sessions.read(secret, clock.now(), options)
    if (content?.kind !== 'signed-in') return null
    const authority = authorities.get(content.staff.authority)
    if (secret === null || authority === undefined || !(await stillStands(content))) return null
    const { staff, session, seals, refreshToken } = content
    return { staff, authority, session, seals, refreshToken }
  }
  return {
    /** Where to send the browser, and the secret that proves on return that it set out from here. `proves`: who has to prove anew that they are there, and where they go on. */
    begin: async (language: 'en' | 'cy', proves: { readonly who: SignedIn; readonly back: string } | null = null): Promise<{ readonly url: string; readonly secret: SessionSecret }> => {
      const { url, checks } = await signIn.start(language, { fresh: proves !== null })
      const now = clock.now()
      return { url, secret: await sessions.begin({ kind: 'signing-in', checks, begunAt: now, provesFor: proves?.back ?? null, replaces: proves === null ? null : replacing(proves.who) }, now) }
    },
    /**
     * Refuses `not_signed_in` when this browser didn't set out, `forbidden` for an answer that isn't to its question, or of an authority that
     * isn't here, `sign_in_not_fresh` where a proof was asked for and the provider gave an old one; who has no role is refused as `signIn` says.
     */
    complete: async (secret: SessionSecret | null, callback: URL): Promise<Arrived> => {
      const content = secret === null ? null : await sessions.read(secret, clock.now())
      if (secret === null || content?.kind !== 'signing-in') throw new Refusal('not_signed_in')
      // Spent before it is judged: the same answer of the sign-in can't be tried twice.
      await sessions.end(secret)
      const arrived = await signIn.finish(callback, content.checks)
      if (arrived === null || !authorities.has(arrived.staff.authority)) throw new Refusal('forbidden')
      const { staff, authenticatedAt, sid, refreshToken } = arrived
      mustBeFresh(content, authenticatedAt)
      if (content.replaces !== null) await sessions.endAll(content.replaces, clock.now(), null)
      const steppedUp = content.provesFor !== null
      return { secret: await sessions.begin({ kind: 'signed-in', staff, refreshToken, ...carriedOver(content, staff) }, clock.now(), { steppedUp, sid }), staff, provesFor: content.provesFor }
    },
    whoIs,
    /** Refuses `not_signed_in`. `isUnattended`: a page asks by itself, which keeps no session. */
    mustBeSignedIn: async (secret: SessionSecret | null, options: { readonly isUnattended: boolean }): Promise<SignedIn> => {
      const who = await whoIs(secret, options)
      if (who === null) throw new Refusal('not_signed_in')
      return who
    },
    hearLogout: hearLogout(ports),
    end: async (secret: SessionSecret | null): Promise<void> => {
      if (secret !== null) await sessions.end(secret)
    },
  }
}

const replacing = ({ staff: { authority, subject }, session: { id }, seals }: SignedIn): SigningIn['replaces'] => ({ authority, subject, id, seals })

const carriedOver = ({ replaces }: SigningIn, { authority, subject }: StaffMember): Pick<OwnSession, 'seals'> | object => (replaces?.authority === authority && replaces.subject === subject ? { seals: replaces.seals } : {})

function mustBeFresh({ provesFor, begunAt }: SigningIn, authenticatedAt: EpochSeconds | null): void {
  if (provesFor === null) return
  if (authenticatedAt === null || authenticatedAt < begunAt - clocksDiffer) throw new Refusal('sign_in_not_fresh')
}

export type StaffAccess = ReturnType<typeof staffAccess>
