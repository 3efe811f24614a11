import { epochSeconds, seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { idleLimit, sessionLimit, type StaffRole } from '../staff-member.ts'

/** What a session is called in lists and addresses; nobody gets in by it. */
export type SessionId = Branded<string, 'SessionId'>

/** One account at the provider, as a keyed hash: it tells whose sessions are whose, and not who that is. */
export type SessionOwner = Branded<string, 'SessionOwner'>

/** What is told of a session to its owner and to the authority's administrators. */
export interface StaffSession {
  readonly id: SessionId
  readonly owner: SessionOwner
  readonly roles: readonly StaffRole[]
  readonly beganAt: EpochSeconds
  /** When it was last used, as far as that is noted: it goes idle from there. */
  readonly seenAt: EpochSeconds
  /** When its owner last proved anew to be there; null while they haven't. */
  readonly steppedUpAt: EpochSeconds | null
  /** When the provider last stood by who its owner is and by their roles. */
  readonly confirmedAt: EpochSeconds
}

/** So long a proof counts, in the one session that it was given in. */
export const stepUpLimit: Seconds = seconds(5 * 60)

export const isSteppedUp = ({ steppedUpAt }: Pick<StaffSession, 'steppedUpAt'>, now: EpochSeconds): boolean => steppedUpAt !== null && now >= steppedUpAt && now - steppedUpAt < stepUpLimit

/** So often the provider is asked whether it still stands by somebody and their roles. */
export const confirmEvery: Seconds = seconds(5 * 60)

/** So long what it said last counts while it doesn't answer, or gave nothing to ask it by. */
export const confirmedLimit: Seconds = seconds(60 * 60)

/** Why a session was ended that nobody here ended. */
export type ProvidersReason = 'provider_logout' | 'account_closed' | 'roles_changed' | 'not_confirmed'

/** When it ends if nothing more is done, and when in any case. */
export const endsOf = ({ beganAt, seenAt }: Pick<StaffSession, 'beganAt' | 'seenAt'>): { readonly idle: EpochSeconds; readonly inAnyCase: EpochSeconds } => {
  const inAnyCase = beganAt + sessionLimit
  return { idle: epochSeconds(Math.min(seenAt + idleLimit, inAnyCase)), inAnyCase: epochSeconds(inAnyCase) }
}

/** By which people tell one owner from another: the first letters of the hash, in two groups. */
export const shortCodeOf = (owner: SessionOwner): string => {
  const letters = owner.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}`
}
