import type { HeldCredential } from './held-credential.ts'
import { firstPerson, ofPerson, personOf } from './person.ts'
import type { Recovery, ToCollect } from './recovery.ts'
import { representationIn } from './representation.ts'
import { withTurnAgain } from './round.ts'

/** What the citizen doesn't need: that one, not another child's. */
export const withoutEntry = (recovery: Recovery, { id }: ToCollect): Recovery => ({ ...recovery, toCollect: recovery.toCollect.filter((entry) => entry.id !== id) })

/** With an entry that the citizen wants back; its council's turn comes again if it was over. */
export const withEntry = (recovery: Recovery, entry: ToCollect): Recovery => ({
  ...recovery,
  toCollect: oneOfEach([...recovery.toCollect, entry]),
  collecting: recovery.collecting.some(({ did, is }) => did === entry.issuer.did && is === 'done') ? withTurnAgain(recovery.collecting, entry.issuer.did) : recovery.collecting,
})

const oneOfEach = (entries: readonly ToCollect[]): ToCollect[] => [...new Map(entries.toReversed().map((entry) => [entry.id, entry])).values()].toReversed()

/** What covers an entry: a credential, or one that its council prepares. */
export interface Come {
  readonly id: string
  readonly issuer: { readonly did: string }
  readonly vct: string
  readonly person?: string
}
/** One covers one of the same person, council and type, for an entry doesn't say more. */
const kindOf = (one: Omit<Come, 'id'>): string => JSON.stringify([personOf(one), one.issuer.did, one.vct])

/** One, and those that it was before it was renewed. */
type Renewed<One> = readonly [One, ...One[]]

/** The newest first. Who acts for two people has two of a type. */
function withRenewals(held: readonly HeldCredential[]): readonly Renewed<HeldCredential>[] {
  const found = new Map<string, [HeldCredential, ...HeldCredential[]]>()
  for (const one of held) {
    const key = JSON.stringify([kindOf(one), representationIn(one)])
    const newer = found.get(key)
    if (newer === undefined) found.set(key, [one])
    else newer.push(one)
  }
  return [...found.values()]
}

/** The list without what is here: by the entry's id; or, collected anew, one for one of the same kind, and for the same one ever after. */
function less({ toCollect, covers = {} }: Pick<Recovery, 'toCollect' | 'covers'>, here: readonly Renewed<Come>[]): Required<Pick<Recovery, 'toCollect' | 'covers'>> {
  const covered = new Map(Object.entries(covers))
  const known = ({ id }: Come): string | undefined => (toCollect.some((entry) => entry.id === id) ? id : covered.get(id))
  const exact = new Set(here.flatMap((all) => all.map(known)))
  const left = toCollect.filter(({ id }) => !exact.has(id))
  for (const all of here) {
    const place = left.findIndex((entry) => kindOf(entry) === kindOf(all[0]))
    const entry = all.map(known).find((id) => id !== undefined) ?? left[place]?.id
    if (entry === undefined) continue
    if (entry === left[place]?.id) left.splice(place, 1)
    covered.set(all[0].id, entry)
  }
  return { toCollect: left, covers: Object.fromEntries(covered) }
}

const isUsable = ({ standing, unconfirmed }: HeldCredential): boolean => unconfirmed === undefined && standing.state !== 'withdrawn' && standing.state !== 'expired'

/** What a wallet would collect again if it were lost: what it holds, and what it was still to collect itself. */
export function inventoryOf(held: readonly HeldCredential[], recovery: Pick<Recovery, 'toCollect' | 'covers'>): ToCollect[] {
  const present = withRenewals(held.filter(({ standing, unconfirmed }) => unconfirmed === undefined && standing.state !== 'withdrawn'))
  const own = present.map(([{ id, issuer, vct, name, card, collectedBy, person }]): ToCollect => ({ id, issuer, vct, name, card, collectedBy: collectedBy ?? null, ...ofPerson(person ?? firstPerson) }))
  return oneOfEach([...own, ...less(recovery, present).toCollect])
}

/** What is still to be collected once a backup is restored: nothing twice, and nothing that this wallet holds and can use. */
export function merged(present: Recovery, restored: { readonly madeAt: number; readonly inventory: readonly ToCollect[] }, held: readonly HeldCredential[]): Recovery {
  // There is something new to speak of.
  const { isQuiet: _, ...spoken } = present
  return {
    ...spoken,
    lastBackupAt: Math.max(present.lastBackupAt ?? 0, restored.madeAt),
    // What is new to this wallet is gone through anew.
    collecting: [],
    ...less({ ...present, toCollect: oneOfEach([...present.toCollect, ...restored.inventory]) }, withRenewals(held.filter(isUsable))),
  }
}

/** What was collected is not to be collected any more. */
export const collected = (recovery: Recovery, come: readonly Come[]): Recovery => ({ ...recovery, ...less(recovery, come.map((one) => [one])) })
