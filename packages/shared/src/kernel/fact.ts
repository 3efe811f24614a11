import { seconds, type EpochSeconds, type Seconds } from './branded.ts'

/** Something that was so when it was observed. Whoever uses it decides how old it may be, and says how old it was. */
export interface Fact<Value> {
  readonly value: Value
  readonly observedAt: EpochSeconds
  /** The block of the ledger, or the length of the list, as of which it was so. */
  readonly block?: number
}

/** How old a fact is. One from the future was observed before the clock was set back: its age can't be told, so it is older than any limit. */
export const ageOf = ({ observedAt }: Pick<Fact<unknown>, 'observedAt'>, now: EpochSeconds): Seconds =>
  seconds(observedAt > now ? Number.POSITIVE_INFINITY : now - observedAt)

export const isYoungerThan = (fact: Pick<Fact<unknown>, 'observedAt'>, limit: Seconds, now: EpochSeconds): boolean => ageOf(fact, now) < limit
