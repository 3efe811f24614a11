import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'

/** What a form asks of somebody who acts for another. */
export interface RepresentationAsked {
  /** What is to be done for the person; a scope of everything covers it, too. */
  readonly scope: string
  /** The day on which it is done, as an ISO date. */
  readonly on: string
}

/** The scope that covers every other. */
const everything = 'all_services'
const identifying = ['given_name', 'family_name', 'birth_date'] as const
const isoDate = /^\d{4}-\d{2}-\d{2}$/

/** Who is represented, by whom in which role, once both credentials belong together. */
export interface ActsFor {
  readonly role: string
  readonly scope: string
}

const sameText = (one: Json | undefined, other: Json | undefined): boolean => typeof one === 'string' && typeof other === 'string' && one.normalize('NFC').trim() === other.normalize('NFC').trim()

/**
 * Whether a representation and another credential belong together: the person whom the first is for is the person of the second,
 * the scope covers what is asked, and it stands on that day. Both are claims of presentations that were verified. Each of names and
 * date of birth must be there in both: an absent one would match anybody. Refuses `credential_missing_data`, `subject_mismatch`,
 * `representation_out_of_scope` and `representation_not_current`.
 */
export function checkRepresentation(representation: JsonObject, person: JsonObject, { scope: asked, on }: RepresentationAsked): ActsFor {
  const { represented, scope, role, acts_from: from, acts_until: until } = representation
  if (!isJsonObject(represented) || !isIdentified(represented) || !isIdentified(person) || typeof scope !== 'string' || typeof role !== 'string') {
    throw new Refusal('credential_missing_data', { detail: 'representation' })
  }
  if (!isDay(from) || !isDay(until)) throw new Refusal('credential_missing_data', { detail: 'days of a representation' })
  if (!identifying.every((name) => sameText(represented[name], person[name]))) throw new Refusal('subject_mismatch')
  if (scope !== everything && scope !== asked) throw new Refusal('representation_out_of_scope')
  if (on < from || on > until) throw new Refusal('representation_not_current')
  return { role, scope }
}

const isIdentified = (claims: JsonObject): boolean => identifying.every((name) => typeof claims[name] === 'string')
const isDay = (value: Json | undefined): value is string => typeof value === 'string' && isoDate.test(value)
