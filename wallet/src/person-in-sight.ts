import { firstPerson } from './domain/person.ts'

// Of this tab alone: a request that opens in a tab of its own begins with the first person, and says so.
const remembered = 'wallet-person'

/** Whose wallet is on the screen. */
export const personInSight = (): string => sessionStorage.getItem(remembered) ?? firstPerson

export const see = (person: string): void => sessionStorage.setItem(remembered, person)
