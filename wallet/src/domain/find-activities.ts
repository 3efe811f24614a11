import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Activity } from './activity.ts'
import { localDay } from './local-day.ts'

/** What the citizen looks for in their record. */
export interface WantedActivities {
  /** Null for any. */
  readonly kind: Activity['kind'] | null
  /** The name, as `nameOf` has it, of who asked or gave; null for any. */
  readonly who: string | null
  /** Days where the citizen is, as `YYYY-MM-DD`; empty for any. */
  readonly from: string
  readonly to: string
}

export const everyActivity: WantedActivities = { kind: null, who: null, from: '', to: '' }

/** A name in both languages as one text, to tell it from others. */
const nameOf = ({ en, cy }: Bilingual): string => JSON.stringify([en, cy])

/** Everybody of a record, each by the name that tells them from the others. */
export const namesIn = (all: readonly Activity[]): ReadonlyMap<string, Bilingual> => new Map(all.map(({ who }) => [nameOf(who), who]))

export function findActivities(all: readonly Activity[], { kind, who, from, to }: WantedActivities): readonly Activity[] {
  // Whoever gives the last day first means the days between all the same.
  const [first, last] = from !== '' && to !== '' && to < from ? [to, from] : [from, to]
  return all.filter((entry) => {
    const day = localDay(entry.at)
    return (kind === null || entry.kind === kind) && (who === null || nameOf(entry.who) === who) && (first === '' || day >= first) && (last === '' || day <= last)
  })
}
