export const typesUrl = 'http://localhost:4710/types'

export interface TestCouncil {
  readonly id: string
  readonly letter: string
  readonly listed: boolean
  readonly issues: boolean
  readonly asks: boolean
}

/** Who is who: only aldermoor and calderwick are accredited to issue; dunmere isn't even listed, nor accredited to ask. */
export const councils: readonly TestCouncil[] = [
  { id: 'aldermoor', letter: 'A', listed: true, issues: true, asks: true },
  { id: 'brackenfield', letter: 'B', listed: true, issues: false, asks: true },
  { id: 'calderwick', letter: 'C', listed: true, issues: true, asks: true },
  { id: 'dunmere', letter: 'D', listed: false, issues: false, asks: false },
]

export const nameOf = (id: string): { readonly en: string; readonly cy: string } => ({ en: `${id} Council`, cy: `Cyngor ${id}` })
