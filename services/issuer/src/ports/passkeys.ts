import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { SessionOwner } from '../domain/staff/staff-session.ts'
import type { StaffMember } from '../domain/staff-member.ts'

/** A public key of somebody's device, which signs what it is asked to when its owner is there. */
export interface Passkey {
  /** The credential's id, as base64url. */
  readonly id: string
  readonly publicKey: Uint8Array
  /** How often the device says to have signed; 0 for one that doesn't count. */
  readonly counter: number
  readonly registeredAt: EpochSeconds
}

export interface PasskeyOwner {
  readonly authority: string
  readonly owner: SessionOwner
}

export interface Passkeys {
  of(owner: PasskeyOwner): Promise<readonly Passkey[]>
  /** False for one that is known already, whosever it is. */
  add(owner: PasskeyOwner, passkey: Passkey, by: StaffMember): Promise<boolean>
  /** Compares and swaps: false when it was used meanwhile, or removed. */
  used(passkey: Passkey, counter: number, now: EpochSeconds): Promise<boolean>
  /** False when the owner has none of that id. */
  remove(owner: PasskeyOwner, id: string, by: StaffMember, now: EpochSeconds): Promise<boolean>
}

/** Why a passkey's answer isn't taken. */
export type PasskeyFault = 'malformed' | 'wrong_origin' | 'old_challenge' | 'unknown_passkey' | 'counter' | 'signature'

/** What a browser is asked, and the judgement of what it answers. @see WebAuthn Level 3, sections 7.1 and 7.2 */
export interface PasskeyCeremonies {
  askToRegister(options: { readonly challenge: string; readonly owner: SessionOwner; readonly name: string; readonly known: readonly Passkey[] }): Promise<object>
  askToSign(options: { readonly challenge: string; readonly known: readonly Passkey[] }): Promise<object>
  /** Which challenge an answer is to; null for what can't be read. */
  challengeOf(answer: unknown): string | null
  registered(answer: unknown, challenge: string): Promise<Pick<Passkey, 'id' | 'publicKey' | 'counter'> | PasskeyFault>
  /** Which of the known ones signed, and its new counter. */
  signed(answer: unknown, challenge: string, known: readonly Passkey[]): Promise<{ readonly passkey: Passkey; readonly counter: number } | PasskeyFault>
}
