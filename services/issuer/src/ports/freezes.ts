import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'

export interface ToFreeze {
  readonly authority: string
  readonly person: PersonHandle
  /** Configurations whose credentials can be suspended; what is of another is revoked. */
  readonly suspendable: readonly string[]
  readonly now: EpochSeconds
}

/** What citizens whose device is gone have stopped. */
export interface Freezes {
  /** The type of each credential that somebody has in use. */
  inUse(authority: string, person: PersonHandle, now: EpochSeconds): Promise<readonly string[]>
  /** Stops everything that somebody has in use, in whichever wallets, and every token that could bring more; answers what was stopped. */
  freeze(freeze: ToFreeze): Promise<readonly CounterfoilId[]>
  /** What somebody froze and nobody has ended since. */
  ofPerson(authority: string, person: PersonHandle): Promise<ReadonlySet<CounterfoilId>>
}
