import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { CarefulSource } from './careful-records.ts'
import { referenceColumn } from './people-of-rows.ts'
import type { RecordReader } from './record-reader.ts'

/** Asked for at once: more are several questions. */
const mostAtOnce = 500
/** From the end of one walk to the next: whoever asks in between gets what the last one came to. */
const walksApart = seconds(60)
/** How long somebody whom a walk didn't meet is not looked for again. */
const nobodyFor = seconds(300)

interface OneSourceOptions {
  readonly reader: RecordReader
  readonly careful: CarefulSource
  readonly clock: Clock
  readonly handleOf: (reference: CouncilReference) => PersonHandle
}

/**
 * One council's records. A handle tells nobody's reference, so what each stands for is held in memory: learned from whoever is read, and where that isn't
 * enough from the references of everybody, of whom nothing else is read. So are those that stand for nobody: whoever left the record is asked for again and again.
 */
export function oneSource({ reader, careful, clock, handleOf }: OneSourceOptions) {
  let references = new Map<PersonHandle, CouncilReference>()
  /** What the walk under way met, and who was learned meanwhile. */
  let gathered: typeof references | null = null
  let last: { readonly walk: Promise<void>; until: EpochSeconds | null } | null = null
  const nobodyUntil = new Map<PersonHandle, EpochSeconds>()

  const learn = <People extends readonly PersonRecord[]>(people: People): People => {
    for (const { reference } of people) {
      const handle = handleOf(reference)
      references.set(handle, reference)
      gathered?.set(handle, reference)
      nobodyUntil.delete(handle)
    }
    return people
  }
  const read = async (signal: AbortSignal): Promise<void> => {
    const all: typeof references = new Map()
    gathered = all
    await reader.references((piece) => piece.forEach((reference) => all.set(handleOf(reference), reference)), signal)
    // One that was given up is no longer told of whoever is learned.
    if (gathered !== all) return
    references = all
    for (const [handle, until] of nobodyUntil) if (until <= clock.now() || all.has(handle)) nobodyUntil.delete(handle)
  }
  const lastWalk = (): Promise<void> => {
    if (last !== null && (last.until === null || clock.now() < last.until)) return last.walk
    let wasAsked = false
    const walk = careful.walk((signal) => ((wasAsked = true), read(signal)))
    last = { walk, until: null }
    const end = (): void => {
      gathered = null
      last = wasAsked ? { walk, until: plus(clock.now(), walksApart) } : null
    }
    return walk.finally(end)
  }
  const learnOf = async (handles: readonly PersonHandle[]): Promise<void> => {
    if (handles.every((handle) => references.has(handle) || clock.now() < (nobodyUntil.get(handle) ?? 0))) return
    await lastWalk()
    for (const handle of handles) if (!references.has(handle)) nobodyUntil.set(handle, plus(clock.now(), nobodyFor))
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
      learn(await careful.search(`search ${JSON.stringify([words, most])}`, (signal) => reader.search({ words, most }, signal))),
  }
}

export type OneSource = ReturnType<typeof oneSource>
