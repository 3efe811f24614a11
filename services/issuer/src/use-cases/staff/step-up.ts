import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { isSteppedUp } from '../../domain/staff/staff-session.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import type { Passkey, PasskeyCeremonies, PasskeyFault, Passkeys } from '../../ports/passkeys.ts'
import type { StaffSessions } from '../../ports/staff-sessions.ts'
import type { SignedIn } from '../staff-sessions.ts'

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly sessions: StaffSessions
  readonly passkeys: Passkeys
  readonly ceremonies: PasskeyCeremonies
  /** Counts what each account got wrong, and says how long it has to wait. */
  readonly misses: { add(owner: string): number; whenFull(owner: string): number }
}

/** An answer later than this is to an old question. */
const challengeLimit = 5 * 60

const ownerOf = ({ staff: { authority }, session: { owner } }: SignedIn) => ({ authority, owner })

/** Proving anew to be there, by a passkey, before what can do great harm. */
export function stepUp({ clock, random, sessions, passkeys, ceremonies, misses }: Ports) {
  const ask = async ({ session }: SignedIn): Promise<string> => {
    const challenge = random.secret(32)
    await sessions.challenge(session.id, challenge, epochSeconds(clock.now() + challengeLimit))
    return challenge
  }
  /** Each refusal is audited: a wrong origin, a counter that went back and an old challenge are signs of somebody else. */
  const refuse = async (who: SignedIn, fault: PasskeyFault): Promise<never> => {
    misses.add(who.session.owner)
    await sessions.noteRefusedProof(who, fault, clock.now())
    throw new Refusal('passkey_refused', { detail: fault })
  }
  const spend = async (who: SignedIn, answer: unknown): Promise<string> => {
    if (misses.whenFull(who.session.owner) > 0) throw new Refusal('too_many_requests')
    const challenge = ceremonies.challengeOf(answer)
    if (challenge === null) return refuse(who, 'malformed')
    return (await sessions.spendChallenge(who.session.id, challenge, clock.now())) ? challenge : refuse(who, 'old_challenge')
  }
  return {
    passkeys: (who: SignedIn): Promise<readonly Passkey[]> => passkeys.of(ownerOf(who)),
    askToSign: async (who: SignedIn, known: readonly Passkey[]): Promise<object> => ceremonies.askToSign({ challenge: await ask(who), known }),
    askToRegister: async (who: SignedIn, known: readonly Passkey[]): Promise<object> => ceremonies.askToRegister({ challenge: await ask(who), owner: who.session.owner, name: who.staff.name, known }),
    /** The session's new secret: a copy of the one before must not have the proof, too. Refuses `passkey_refused`, `too_many_requests`, `not_signed_in`. */
    prove: async (who: SignedIn, answer: unknown): Promise<SessionSecret> => {
      const challenge = await spend(who, answer)
      const judged = await ceremonies.signed(answer, challenge, await passkeys.of(ownerOf(who)))
      if (typeof judged === 'string') return refuse(who, judged)
      if (!(await passkeys.used(judged.passkey, judged.counter, clock.now()))) return refuse(who, 'counter')
      const secret = await sessions.prove(who, 'passkey', clock.now())
      if (secret === null) throw new Refusal('not_signed_in')
      return secret
    },
    /** Only who has just proved to be there adds a key, or a thief of a session would add theirs. Refuses `step_up_needed`, `passkey_refused`, `conflict`. */
    register: async (who: SignedIn, answer: unknown): Promise<void> => {
      if (!isSteppedUp(who.session, clock.now())) throw new Refusal('step_up_needed')
      const judged = await ceremonies.registered(answer, await spend(who, answer))
      if (typeof judged === 'string') return refuse(who, judged)
      if (!(await passkeys.add(ownerOf(who), { ...judged, registeredAt: clock.now() }, who.staff))) throw new Refusal('conflict')
    },
    /** Refuses `not_found`. */
    remove: async (who: SignedIn, id: string): Promise<void> => {
      if (!(await passkeys.remove(ownerOf(who), id, who.staff, clock.now()))) throw new Refusal('not_found')
    },
  }
}

export type StepUp = ReturnType<typeof stepUp>
