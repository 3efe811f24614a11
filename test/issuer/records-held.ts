import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { RecordSource } from '@counterfoil/issuer/ports'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'

/** Records that a test changes as it goes, of every council alike; `onRead` may fail, as a council's system does. */
export function recordsHeld(people: ReadonlyMap<string, PersonRecord>, onRead: () => void = () => {}): RecordSource {
  const council = recordSources({ folder: '.', serviceSecret: 'a service secret of more than 32 characters', clock: systemClock, logger: { warn: () => {} } })
  const those = async (isMeant: (person: PersonRecord) => boolean): Promise<PersonRecord[]> => {
    onRead()
    return [...people.values()].filter(isMeant)
  }
  return {
    ...council,
    people: async (authority, handles) => new Map((await those(({ reference }) => handles.includes(council.handleOf(authority, reference)))).map((person) => [council.handleOf(authority, person.reference), person])),
    named: (_authority, references) => those(({ reference }) => references.includes(reference)),
    whose: (_authority, field, value) => those(({ fields }) => fields.get(field) === value),
    search: async (_authority, words, most) => {
      const found = await those(({ fields }) => words.every((word) => [...fields.values()].some((text) => text.toLowerCase().includes(word))))
      return { people: found.slice(0, most), hasMore: found.length > most }
    },
  }
}
