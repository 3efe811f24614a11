import type { AskedCredential } from './consent.ts'
import type { Transaction } from './transaction.ts'

/** One thing that the form wants, with the ways to satisfy it that this wallet has, the verifier's first choice first. @see OpenID4VP 1.0, section 6.2 */
export interface AskedSet {
  readonly isNeeded: boolean
  /** Ids of credential queries, which go together. */
  readonly options: readonly [readonly string[], ...(readonly string[])[]]
}

/** Which way the citizen takes through each set; of what isn't needed nothing is taken until they say so. */
export type ChosenWays = ReadonlyMap<AskedSet, readonly string[]>

export interface Asked {
  readonly asked: readonly AskedCredential[]
  readonly sets: readonly AskedSet[]
}

/** What is shared by these ways: by the first that the verifier would have, where nothing else was chosen. */
export function partsTaken({ asked, sets }: Asked, ways: ChosenWays = new Map()): readonly AskedCredential[] {
  const taken = new Set(sets.flatMap((set) => ways.get(set) ?? (set.isNeeded ? set.options[0] : [])))
  return asked.filter(({ queryId }) => taken.has(queryId))
}

/** What these ways share because the form can't do without it. */
export const partsNeeded = ({ asked, sets }: Asked, ways: ChosenWays = new Map()): readonly AskedCredential[] => partsTaken({ asked, sets: sets.filter(({ isNeeded }) => isNeeded) }, ways)

/**
 * The sets with those ways alone by which every transaction is authorised, whatever the citizen chooses; null where none is.
 * @see OpenID4VP 1.0, section 5.1
 */
export function setsThatAuthorise(sets: readonly AskedSet[], transactions: readonly Pick<Transaction, 'credentialIds'>[]): readonly AskedSet[] | null {
  let left = sets
  for (const { credentialIds } of transactions) {
    const authorising = left.find((set) => set.isNeeded && waysWith(set, credentialIds).length > 0)
    if (authorising === undefined) return null
    const [first, ...others] = waysWith(authorising, credentialIds)
    left = left.map((set) => (set === authorising && first !== undefined ? { ...set, options: [first, ...others] } : set))
  }
  return left
}

const waysWith = ({ options }: AskedSet, ids: readonly string[]): readonly (readonly string[])[] => options.filter((option) => option.some((id) => ids.includes(id)))
