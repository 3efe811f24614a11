import type { Anchor } from './anchor.ts'
import { parseStatement, statementHead, type ListStatement } from './list-statement.ts'

/** A status list as it was served just now. */
export interface ServedList {
  readonly uri: string
  /** Its `iat`. */
  readonly issuedAt: number
  /** Of its bytes: see `digestOfList`. */
  readonly digest: string
}

/** How one list stands: as it was anchored, or newer than that; with a reason when it is neither. */
export type ListVerdict = { readonly uri: string } & ({ readonly stands: 'anchored' | 'newer' } | { readonly stands: 'wrong'; readonly why: string })

export type ListsVerdict =
  | { readonly sound: boolean; readonly statement: ListStatement; readonly anchor: Anchor; readonly lists: readonly ListVerdict[] }
  | { readonly sound: false; readonly why: string }

/**
 * Judges the lists that an issuer serves by what it anchored: a list that differs must have been issued since. A signature
 * says who made a list; this, that everybody is given the same one, and that none is taken back.
 */
export function verifyLists(served: readonly ServedList[], text: string, { did, anchor }: { readonly did: string; readonly anchor: Anchor }): ListsVerdict {
  const statement = parseStatement(text)
  if (statement === null) return { sound: false, why: 'The statement is not as an issuer writes it.' }
  if (statement.did !== did) return { sound: false, why: 'The statement is of another authority.' }
  if (statement.number !== anchor.number || Buffer.compare(statementHead(text, anchor.number).hash, anchor.hash) !== 0) {
    return { sound: false, why: `Statement ${anchor.number} is not what was anchored on the ${anchor.on}, in ${anchor.spot}.` }
  }
  const lists = statement.lists.map(({ uri, digest }): ListVerdict => {
    const list = served.find((one) => one.uri === uri)
    if (list === undefined) return { uri, stands: 'wrong', why: 'was anchored, and is not served' }
    if (list.digest === digest) return { uri, stands: 'anchored' }
    return list.issuedAt >= statement.at ? { uri, stands: 'newer' } : { uri, stands: 'wrong', why: `was issued before ${anchor.spot}, and is not the list that was anchored there` }
  })
  return { sound: lists.every(({ stands }) => stands !== 'wrong'), statement, anchor, lists }
}
