import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'

/**
 * What a command would write. Where both have a part, the consortium's comes first: an authority's own is planned when that
 * is done, so that a command given again goes on where it was cut off.
 */
export interface Plan<Decision = SafeCall> {
  /** One line for each thing; none when there is nothing to do. */
  readonly words: readonly string[]
  /** What the consortium has to decide: calls of its Safe, or changes of its list. */
  readonly consortium: readonly Decision[]
  /** Does what the authority does by itself. `actor` is who asked for it. */
  readonly own: (actor: string) => Promise<void>
  /** Why there is nothing to do, where it is not that the ledger, or the list, says so already. */
  readonly note?: string
}

const nothing = async (): Promise<void> => {}

export const nothingToDo = (note?: string): Plan<never> => ({ words: [], consortium: [], own: nothing, ...(note === undefined ? {} : { note }) })

export const byDecision = <Decision>(words: readonly string[], consortium: readonly Decision[]): Plan<Decision> => ({ words, consortium, own: nothing })

export const byItself = (words: readonly string[], own: Plan['own']): Plan<never> => ({ words, consortium: [], own })

/** Several plans of authorities' own as one. */
export const together = (plans: readonly Plan<never>[]): Plan<never> =>
  byItself(
    plans.flatMap(({ words }) => words),
    async (actor) => {
      for (const { own } of plans) await own(actor)
    },
  )
