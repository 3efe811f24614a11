import { isJsonObject } from '@counterfoil/shared/kernel/json'

/** Somebody of the household whose credentials this wallet holds. */
export interface Person {
  readonly id: string
  /** As the citizen typed it. */
  readonly name: string
}

/** Whose everything is that says no person: who used the wallet before there were several. */
export const firstPerson = 'first'

export const longestPersonName = 60

/** Whose a thing of the vault is. */
export const personOf = ({ person = firstPerson }: { readonly person?: string }): string => person

/** The mark of what is theirs. */
export const ofPerson = (person: string): { readonly person?: string } => (person === firstPerson ? {} : { person })

/** A person of this wallet. Who isn't any more, removed in another tab or by an erasure, counts as the first: what is theirs stays in somebody's sight. */
export const someoneHere = (id: string, people: readonly Pick<Person, 'id'>[]): string => (people.some((one) => one.id === id) ? id : firstPerson)

/** A person as the vault kept them; null for what makes no sense. */
export function parsePerson(value: unknown): Person | null {
  return isJsonObject(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string' ? { id: value['id'], name: value['name'] } : null
}
