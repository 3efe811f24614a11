/** Somebody who can sign in here: nobody real, and no password, for this is a demonstration. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  /** What the staff console needs to know; absent for citizens. */
  readonly staff?: { readonly authority: string; readonly roles: readonly string[] }
}

const caseworker = (id: string, name: string, authority: string): Person => ({ id, name, email: `${id}@${authority}.example`, staff: { authority, roles: ['caseworker'] } })

export const people: readonly Person[] = [
  caseworker('sam', 'Sam Okafor', 'aldermoor'),
  caseworker('beth', 'Beth Lloyd', 'brackenfield'),
  caseworker('cai', 'Cai Rahman', 'calderwick'),
  caseworker('dee', 'Dee Marlow', 'dunmere'),
  caseworker('eira', 'Eira Novak', 'elmsworth'),
  { id: 'ada', name: 'Ada Sampleby', email: 'ada@citizen.example' },
  { id: 'bryn', name: 'Bryn Testwick', email: 'bryn@citizen.example' },
]

export const personOf = (id: string): Person | undefined => people.find((person) => person.id === id)
