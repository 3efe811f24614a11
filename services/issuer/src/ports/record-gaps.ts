import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PersonHandle } from '../domain/credential-offer.ts'

export interface RecordGap {
  readonly person: PersonHandle
  readonly typeId: string
}

/** Whose record a wallet asked for in vain, since it is incomplete: what it lacks is read from it when somebody looks, and is kept nowhere. */
export interface RecordGaps {
  note(authority: string, gap: RecordGap, now: EpochSeconds): Promise<void>
  /** The latest first. */
  latest(authority: string): Promise<readonly RecordGap[]>
  sweep(now: EpochSeconds): Promise<void>
}
