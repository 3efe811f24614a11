import type { Clock } from '@counterfoil/shared/kernel/clock'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { confirmedLimit, confirmEvery, type ProvidersReason } from '../../domain/staff/staff-session.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { OwnSession, StaffSessions, StaffSignIn } from '../../ports/staff-sessions.ts'

interface Ports {
  readonly clock: Clock
  readonly sessions: StaffSessions
  readonly signIn: StaffSignIn
}

/** Whoever asks has so long; then somebody else may. */
const askingTakes = 15

/**
 * Whether the provider still stands by somebody and their roles: asked by their next request after a few minutes, once at a time, however many
 * windows they have. Who has lost their account or a role has lost the session. Refuses `temporarily_unavailable` when it was away too long.
 */
export const confirmStaff =
  ({ clock, sessions, signIn }: Ports) =>
  async (own: OwnSession): Promise<boolean> => {
    const now = clock.now()
    const age = now - own.session.confirmedAt
    if (age < confirmEvery) return true
    const end = async (reason: ProvidersReason): Promise<false> => {
      await sessions.endForProvider(own, reason, now)
      return false
    }
    if (own.refreshToken === null) return age < confirmedLimit || end('not_confirmed')
    const asked = await ask({ sessions, signIn }, own, now)
    if (asked === 'nothing_learnt') {
      if (age < confirmedLimit) return true
      throw new Refusal('temporarily_unavailable', { detail: 'sign-in provider' })
    }
    if (asked !== 'stands_by') return end(asked)
    await sessions.confirm(own.session.id, now)
    return true
  }

async function ask({ sessions, signIn }: Pick<Ports, 'sessions' | 'signIn'>, own: OwnSession, now: EpochSeconds): Promise<ProvidersReason | 'stands_by' | 'nothing_learnt'> {
  const asking = await sessions.beginAsking(own, epochSeconds(now + askingTakes), now)
  if (asking === null) return 'nothing_learnt'
  try {
    const staff = await signIn.confirm(asking.refreshToken, own.staff.subject, (refreshToken) => sessions.keepToken(own, refreshToken))
    // A no to what may have been used up says nothing of the account.
    if (staff === null) return asking.isUnresolved ? 'not_confirmed' : 'account_closed'
    return isAsBefore(own.staff, staff) ? 'stands_by' : 'roles_changed'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === 'temporarily_unavailable' ? 'nothing_learnt' : 'roles_changed'
  }
}

const isAsBefore = (before: StaffMember, now: StaffMember): boolean =>
  before.subject === now.subject && before.authority === now.authority && before.person === now.person && before.roles.join(' ') === now.roles.join(' ')

/** What the provider tells of its own accord: whoever signed out there has signed out here. Refuses `invalid_logout_token`. */
export const hearLogout =
  ({ clock, sessions, signIn }: Ports) =>
  async (token: string): Promise<void> => {
    const news = await signIn.readLogout(token)
    if ((await sessions.logOut(news, clock.now())) === 'replayed') throw new Refusal('invalid_logout_token', { detail: 'replayed' })
  }
