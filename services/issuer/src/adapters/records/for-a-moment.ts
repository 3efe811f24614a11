import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PersonRecord } from '../../domain/council-record.ts'
import type { KeptPeople } from './kept-records.ts'
import { RecordFault } from './record-fault.ts'

const freshFor = seconds(3)
/** What can't be used is not read again and again, for it costs as much. */
const unusableFor = seconds(30)

/** Everybody, read at once for all who ask, and held for a moment: for a source that finds nobody by itself. */
export function forAMoment(now: () => EpochSeconds, read: (signal: AbortSignal) => Promise<readonly PersonRecord[]>): (signal: AbortSignal) => Promise<KeptPeople> {
  let kept: { readonly people: Promise<KeptPeople>; until: EpochSeconds | null } | null = null
  return (signal) => {
    if (kept !== null && (kept.until === null || now() < kept.until)) return kept.people
    const reading: NonNullable<typeof kept> = { people: read(signal).then(listed), until: null }
    kept = reading
    reading.people.then(
      () => {
        reading.until = plus(now(), freshFor)
        setTimeout(() => {
          if (kept === reading) kept = null
        }, freshFor * 1000).unref()
      },
      (error: unknown) => (reading.until = plus(now(), error instanceof RecordFault && error.kind === 'unusable' ? unusableFor : seconds(0))),
    )
    return reading.people
  }
}

function listed(people: readonly PersonRecord[]): KeptPeople {
  const byReference = new Map(people.map((person) => [person.reference, person]))
  return { references: { [Symbol.iterator]: () => byReference.keys() }, find: (reference) => byReference.get(reference) ?? null, look: () => people }
}
