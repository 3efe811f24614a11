import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'

/** Credentials whose renewal is open, and those that ended after it was. */
export interface Renewals {
  /** Notes of every credential, once, that its renewal has opened, and later that it has ended. Done before today, it does nothing. */
  stage(now: EpochSeconds): Promise<void>
  /** Of a person's credentials: since when renewal has been open, where nothing of the same type was issued since. */
  openOf(authority: string, person: PersonHandle): Promise<ReadonlyMap<CounterfoilId, EpochSeconds>>
}
