import { plus, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { CarefulSource } from './careful-records.ts'
import { referenceColumn } from './people-of-rows.ts'
import type { RecordReader } from './record-reader.ts'

/** Asked for at once: more are several questions. */
const mostAtOnce = 500
/** All the references of a council are many pages, where one person is a moment. */
const walkPatienceMs = 120_000

interface OneSourceOptions {
  readonly reader: RecordReader
  readonly careful: CarefulSource
  readonly clock: Clock
  readonly freshFor: Seconds
  readonly handleOf: (reference: CouncilReference) => PersonHandle
}

/**
 * One council's records. A handle tells nobody's reference, so what each stands for is held in memory: learned from whoever is read, and where that isn't
 * enough from the references of everybody, of whom nothing else is read.
 */
export function oneSource({ reader, careful, clock, freshFor, handleOf }: OneSourceOptions) {
  let references = new Map<PersonHandle, CouncilReference>()
  let begun = 0
  let walked: EpochSeconds | null = null

  const learn = <People extends readonly PersonRecord[]>(people: People): People => {
    for (const { reference } of people) references.set(handleOf(reference), reference)
    return people
  }
  /** Which walk it was. */
  const walk = (): Promise<number> =>
    careful.ask('references', async (signal) => {
      const [number, beganAt] = [(begun += 1), clock.now()]
      const all = new Map<PersonHandle, CouncilReference>()
      await reader.references((piece) => piece.forEach((reference) => all.set(handleOf(reference), reference)), signal)
      references = all
      walked = beganAt
      return number
    }, walkPatienceMs)
  const learnOf = async (handles: readonly PersonHandle[]): Promise<void> => {
    const asked = begun
    const isEnough = (): boolean => handles.every((handle) => references.has(handle)) || (walked !== null && clock.now() < plus(walked, freshFor))
    // One that was under way may have passed by whoever came into the record since.
    if (!isEnough() && (await walk()) <= asked && !isEnough()) await walk()
  }
  const named = async (wanted: readonly CouncilReference[]): Promise<readonly PersonRecord[]> => {
    const found: PersonRecord[] = []
    for (let from = 0; from < wanted.length; from += mostAtOnce) {
      const values = wanted.slice(from, from + mostAtOnce)
      found.push(...learn(await careful.ask(values.length === 1 ? `named ${values[0]}` : null, (signal) => reader.whose({ field: referenceColumn, values, most: values.length + 1 }, signal))))
    }
    return found
  }
  return {
    named: (wanted: readonly CouncilReference[]) => named([...new Set(wanted)]),
    people: async (handles: readonly PersonHandle[]): Promise<ReadonlyMap<PersonHandle, PersonRecord>> => {
      const wanted = [...new Set(handles)]
      await learnOf(wanted)
      return new Map((await named(wanted.flatMap((handle) => references.get(handle) ?? []))).map((record) => [handleOf(record.reference), record]))
    },
    whose: async (field: string, value: string, most: number): Promise<readonly PersonRecord[]> =>
      learn(await careful.ask(`whose ${JSON.stringify([field, value, most])}`, (signal) => reader.whose({ field, values: [value], most }, signal))),
    search: async (words: readonly string[], most: number): Promise<readonly PersonRecord[]> =>
      learn(await careful.ask(`search ${JSON.stringify([words, most])}`, (signal) => reader.search({ words, most }, signal))),
  }
}

export type OneSource = ReturnType<typeof oneSource>
