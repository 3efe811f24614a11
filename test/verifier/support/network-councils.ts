export const typesUrl = 'http://localhost:4710/types'

export interface TestCouncil {
  readonly id: string
  readonly letter: string
  readonly listed: boolean
  readonly issues: boolean
}

/** Who is who: only aldermoor and calderwick are accredited to issue; dunmere isn't even listed. */
export const councils: readonly TestCouncil[] = [
  { id: 'aldermoor', letter: 'A', listed: true, issues: true },
  { id: 'brackenfield', letter: 'B', listed: true, issues: false },
  { id: 'calderwick', letter: 'C', listed: true, issues: true },
  { id: 'dunmere', letter: 'D', listed: false, issues: false },
]

export const nameOf = (id: string): { readonly en: string; readonly cy: string } => ({ en: `${id} Council`, cy: `Cyngor ${id}` })
