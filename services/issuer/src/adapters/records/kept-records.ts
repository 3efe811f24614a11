import { setImmediate } from 'node:timers/promises'
import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import { referenceColumn } from './people-of-rows.ts'
import type { RecordReader } from './record-reader.ts'

/** Everybody, held in memory. */
export interface KeptPeople {
  readonly references: Iterable<CouncilReference>
  find(reference: CouncilReference): PersonRecord | null
  /** One look at each, in their order: null for somebody of whom not all of this text, in lower case, can stand anywhere. */
  look(texts: readonly string[]): Iterable<PersonRecord | null>
}

/** So many are looked at in one go: others are served between. */
const together = 5000

/** A way to records that are held in memory as a whole. */
export function keptRecords(load: (signal: AbortSignal) => Promise<KeptPeople>): RecordReader {
  const firstOf = async (people: KeptPeople, texts: readonly string[], { most, isMeant }: { readonly most: number; readonly isMeant: (person: PersonRecord) => boolean }): Promise<PersonRecord[]> => {
    const found: PersonRecord[] = []
    let seen = 0
    for (const person of people.look(texts)) {
      if (found.length === most) break
      if (person !== null && isMeant(person)) found.push(person)
      seen += 1
      if (seen % together === 0) await setImmediate()
    }
    return found
  }
  return {
    whose: async ({ field, values, most }, signal) => {
      const people = await load(signal)
      if (field === referenceColumn) return values.flatMap((value) => people.find(value as CouncilReference) ?? [])
      const wanted = new Set(values)
      const [only] = values
      return firstOf(people, values.length === 1 && only !== undefined ? [only.toLowerCase()] : [], { most, isMeant: ({ fields }) => wanted.has(fields.get(field)?.trim() ?? '') })
    },
    search: async ({ words, most }, signal) => firstOf(await load(signal), words, { most, isMeant: (person) => holds(person, words) }),
    references: async (each, signal) => {
      let piece: CouncilReference[] = []
      for (const reference of (await load(signal)).references) {
        if (piece.push(reference) < together) continue
        each(piece)
        piece = []
        await setImmediate()
      }
      each(piece)
    },
  }
}

function holds({ reference, fields }: PersonRecord, words: readonly string[]): boolean {
  const text = [reference, ...fields.values()].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}
