import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import { recordsOf, shownOf, type PersonRecord } from '../domain/council-record.ts'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'
import { recordKey, stateAt, typeIdIn, type OfferId, type ShownState, type OfferSummary, type PersonHandle, type RecordHandle } from '../domain/credential-offer.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { Freezes } from '../ports/freezes.ts'
import type { Renewals } from '../ports/renewals.ts'
import type { Counterfoils, CredentialOffers, RecordSource } from '../ports.ts'
import { recordOf as readRecordOf } from './read-record-again.ts'

interface Ports {
  readonly clock: Clock
  readonly records: RecordSource
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly renewals: Renewals
  readonly freezes: Freezes
  readonly types: ReadonlyMap<string, CredentialType>
}

/** A person of the record, by the handle that stands for them in addresses. */
export interface Person {
  readonly handle: PersonHandle
  readonly record: PersonRecord
}

/** Some of whom a search finds: nobody reads further than that. */
export interface FoundPeople {
  readonly people: readonly Person[]
  readonly hasMore: boolean
}

const mostFound = 50

/** One person's case: what the record says, what was offered, what was issued. */
export interface PersonCase extends Person {
  readonly offers: readonly (OfferSummary & { readonly stateNow: ShownState })[]
  readonly counterfoils: readonly Counterfoil[]
  /** Of those that are of one record of several: of which. */
  readonly recordsOf: ReadonlyMap<CounterfoilId, RecordHandle>
  /** Since when renewal has been open, of those that weren't renewed since. */
  readonly renewalOpen: ReadonlyMap<CounterfoilId, EpochSeconds>
  /** What the person froze themselves, because a device is gone. */
  readonly frozen: ReadonlySet<CounterfoilId>
  /** With how many others each changes, for they came by one sign-in. */
  readonly manyAlong: ReadonlyMap<CounterfoilId, number>
}

/** A record that a credential can be made of: the person's own, or one of several of a type. */
export interface RecordOfType {
  /** Names both. @see recordKey */
  readonly key: string
  readonly type: CredentialType
  readonly record: PersonRecord
  /** Null for the only one. */
  readonly handle: RecordHandle | null
  /** By what people tell one of several from the others; null for the only one. */
  readonly shownBy: string | null
}

/** What staff look at. Everything is of their own authority; another's is not found. */
export function staffCases({ clock, records, offers, counterfoils, renewals, freezes, types }: Ports) {
  const person = async (authority: Authority, handle: PersonHandle): Promise<Person> => {
    const record = await readRecordOf(records, authority, handle)
    if (record === null) throw new Refusal('not_found')
    return { handle, record }
  }
  const ofType = (authority: Authority, type: CredentialType, record: PersonRecord): readonly RecordOfType[] =>
    recordsOf(type, record).map((one) => {
      const handle = records.recordHandleOf(authority.id, type.id, one)
      return { key: recordKey(type.id, handle), type, record: one, handle, shownBy: shownOf(type, one) }
    })
  const mustHaveType = (id: string): CredentialType => {
    const type = types.get(id)
    if (type === undefined) throw new Refusal('not_found')
    return type
  }
  return {
    /** The first people whose record holds every word, in any field; anybody when there are no words. */
    search: async (authority: Authority, words: string): Promise<FoundPeople> => {
      const wanted = words.toLocaleLowerCase('en-GB').split(/\s+/).filter((word) => word !== '').slice(0, 10)
      const { people, hasMore } = await records.search(authority.id, wanted, mostFound)
      return { people: people.map((record) => ({ record, handle: records.handleOf(authority.id, record.reference) })), hasMore }
    },
    person,
    /** Whom to ask to put a record right. */
    contact: (authority: Authority): Bilingual | null => records.contactOf(authority.id),
    /** Null when the record no longer holds the person. */
    recordOf: (authority: Authority, handle: PersonHandle): Promise<PersonRecord | null> => readRecordOf(records, authority, handle),
    personCase: async (authority: Authority, handle: PersonHandle): Promise<PersonCase> => {
      const found = await person(authority, handle)
      const now = clock.now()
      const made = await offers.ofPerson(authority.id, handle)
      const issued = await counterfoils.ofPerson(authority.id, handle)
      return { ...found, offers: made.map((offer) => ({ ...offer, stateNow: stateAt(offer, now) })), counterfoils: issued, recordsOf: await counterfoils.recordsOf(authority.id, handle), renewalOpen: await renewals.openOf(authority.id, handle), frozen: await freezes.ofPerson(authority.id, handle), manyAlong: await counterfoils.manyAlong(authority.id, handle, now) }
    },
    offer: async (authority: Authority, id: OfferId): Promise<OfferSummary & { readonly stateNow: ShownState }> => {
      const offer = await offers.summary(authority.id, id)
      if (offer === null) throw new Refusal('not_found')
      return { ...offer, stateNow: stateAt(offer, clock.now()) }
    },
    withdraw: async (authority: Authority, id: OfferId, staff: StaffMember): Promise<void> => {
      if (await offers.withdraw(authority.id, id, `staff:${staff.subject}`, clock.now())) return
      throw new Refusal((await offers.summary(authority.id, id)) === null ? 'not_found' : 'conflict')
    },
    counterfoil: async (authority: Authority, id: CounterfoilId): Promise<Counterfoil> => {
      const found = await counterfoils.find(authority.id, id)
      if (found === null) throw new Refusal('not_found')
      return found
    },
    type: mustHaveType,
    /** All that a credential can be made of for a person. */
    recordsOf: (authority: Authority, { record }: Pick<Person, 'record'>): readonly RecordOfType[] => [...types.values()].flatMap((type) => ofType(authority, type, record)),
    /** The one that was chosen, or the person's own where none is named. Refuses `not_found` for one that is there no more: no other takes its place. */
    recordNamed: (authority: Authority, { record }: Pick<Person, 'record'>, key: string): Pick<RecordOfType, 'type' | 'record' | 'shownBy'> => {
      const type = mustHaveType(typeIdIn(key))
      const named = ofType(authority, type, record).find((one) => one.key === key)
      if (named === undefined && key !== type.id) throw new Refusal('not_found')
      return named ?? { type, record, shownBy: null }
    },
    /** The record that a credential was made of, in what the council's record says now; one that supports no claims where nobody can tell, null when it is there no more. */
    recordBehind: async (authority: Authority, { id, person: handle }: Pick<Counterfoil, 'id' | 'person'>, type: CredentialType, record: PersonRecord): Promise<PersonRecord | null> => {
      const wanted = (await counterfoils.recordsOf(authority.id, handle)).get(id) ?? null
      return ofType(authority, type, record).find((one) => one.record.unusableList !== undefined || one.handle === wanted)?.record ?? null
    },
    types: (): readonly CredentialType[] => [...types.values()],
  }
}

export type StaffCases = ReturnType<typeof staffCases>
