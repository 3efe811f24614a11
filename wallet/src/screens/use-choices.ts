import { useState } from 'preact/hooks'
import { partsTaken, type AskedSet, type ChosenWays } from '../domain/asked-sets.ts'
import type { AgreedShare, AskedCredential, AskedFact, ConsentRequest, FittingCredential } from '../domain/consent.ts'

/** What the citizen has chosen on the consent screen so far; nothing of it is remembered. */
export interface Choices {
  readonly ways: ChosenWays
  /** Null leaves out what isn't needed. */
  readonly take: (set: AskedSet, way: readonly string[] | null) => void
  readonly chosenFor: (asked: AskedCredential) => readonly FittingCredential[]
  readonly choose: (asked: AskedCredential, fitting: FittingCredential, on: boolean) => void
  readonly ticked: ReadonlySet<AskedFact>
  readonly tick: (fact: AskedFact, on: boolean) => void
  readonly shares: () => readonly AgreedShare[]
  /** The first part for which nothing is chosen any more. */
  readonly unchosen: AskedCredential | undefined
}

/** Begins with the verifier's first way, the best credential for each, and no more than is needed. */
export function useChoices(consent: Pick<ConsentRequest, 'asked' | 'sets'>): Choices {
  const [ways, setWays] = useState<ChosenWays>(new Map())
  const [chosen, setChosen] = useState<ReadonlyMap<string, readonly FittingCredential[]>>(new Map())
  const [ticked, setTicked] = useState<ReadonlySet<AskedFact>>(new Set())
  const chosenFor = ({ queryId, fitting: [best] }: AskedCredential): readonly FittingCredential[] => chosen.get(queryId) ?? [best]
  const withOrWithout = <Item,>(all: Iterable<Item>, item: Item, on: boolean): Item[] => [...[...all].filter((one) => one !== item), ...(on ? [item] : [])]
  const taken = partsTaken(consent, ways)
  return {
    ways,
    take: (set, way) => setWays(new Map([...[...ways].filter(([one]) => one !== set), ...(way === null ? [] : [[set, way] as const])])),
    chosenFor,
    choose: (asked, fitting, on) => setChosen(new Map([...chosen, [asked.queryId, asked.mayBeSeveral ? withOrWithout(chosenFor(asked), fitting, on) : [fitting]]])),
    ticked,
    tick: (fact, on) => setTicked(new Set(withOrWithout(ticked, fact, on))),
    shares: () =>
      taken.flatMap((asked) => chosenFor(asked).map(({ credential, required, optional }) => ({ queryId: asked.queryId, credential, facts: [...required, ...optional.filter((fact) => ticked.has(fact))] }))),
    unchosen: taken.find((asked) => chosenFor(asked).length === 0),
  }
}
