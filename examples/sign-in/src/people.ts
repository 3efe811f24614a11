import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Somebody who can sign in here: nobody real, and no password, for this is a demonstration. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  /** What the staff console needs to know; absent for citizens. */
  readonly staff?: { readonly authority: string; readonly roles: readonly string[] }
  /** How surely their identity is confirmed; absent where it isn't. */
  readonly identity?: 'P1' | 'P2'
  /** Their account is closed: nobody signs in by it, and who did is no longer stood by. */
  readonly closed?: boolean
}

const roles = ['caseworker', 'approver', 'catalogue-editor', 'auditor', 'operator', 'authority-admin']

/** One for each role. */
const staffOf = (authority: string, names: readonly string[]): readonly Person[] =>
  names.map((name, index) => {
    const id = (name.split(' ')[0] ?? name).toLowerCase()
    return { id, name, email: `${id}@${authority}.example`, staff: { authority, roles: roles.slice(index, index + 1) } }
  })

const everybodyHere: readonly Person[] = [
  ...staffOf('aldermoor', ['Sam Okafor', 'Priya Anand', 'Tom Hale', 'Una Frost', 'Raj Mistry', 'Wendy Pryce']),
  ...staffOf('brackenfield', ['Beth Lloyd', 'Aled Probert', 'Carys Dunn', 'Femi Adeyemi', 'Gwil Harte', 'Hana Kovac']),
  ...staffOf('calderwick', ['Cai Rahman', 'Ines Duarte', 'Joss Fielding', 'Kofi Mensah', 'Lowri Beddoe', 'Mina Haddad']),
  ...staffOf('dunmere', ['Dee Marlow', 'Nia Vaughan', 'Omar Siddiq', 'Petra Holt', 'Quinn Ashby', 'Rhian Colwyn']),
  ...staffOf('elmsworth', ['Eira Novak', 'Seren Blythe', 'Tariq Aslam', 'Ursula Wren', 'Viv Jarman', 'Yusuf Khalil']),
  { id: 'ada', name: 'Ada Sampleby', email: 'ada@citizen.example', identity: 'P2' },
  { id: 'bryn', name: 'Bryn Testwick', email: 'bryn@citizen.example' },
]

const personShape = z.object({ id: z.string().regex(/^[a-z]{1,32}$/), name: z.string().min(1).max(100), email: z.string().max(200), staff: z.object({ authority: z.string(), roles: z.array(z.string()) }).optional(), identity: z.enum(['P1', 'P2']).optional(), closed: z.boolean().optional() })

/**
 * Everybody who can sign in: those above, and those of `people.json` in the folder, such as the staff of a council that joined since. Who is in
 * both is as the file says: so roles are changed, and accounts closed, while it runs. A file that can't be read changes nothing.
 */
export function peopleIn(dataDir: string): readonly Person[] {
  const file = join(dataDir, 'people.json')
  if (!existsSync(file)) return everybodyHere
  try {
    const more = z.array(personShape).parse(JSON.parse(readFileSync(file, 'utf8'))) as readonly Person[] // a parsed member that is absent is undefined
    return [...new Map([...everybodyHere, ...more].map((person) => [person.id, person])).values()].filter(({ closed }) => closed !== true)
  } catch {
    return everybodyHere
  }
}
