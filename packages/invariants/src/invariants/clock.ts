import { judge, notSeen, together, type Invariant } from '../invariant.ts'
import { readOffers, readPresentations, type RememberedState } from '../memory.ts'
import { lookInto } from '../sight.ts'

/** Where each state may lead; a state that isn't named leads nowhere. */
const offerSteps: Readonly<Record<string, readonly string[]>> = {
  offered: ['redeeming', 'redeemed', 'issued', 'locked', 'withdrawn', 'expired'],
  redeeming: ['redeemed', 'issued', 'locked', 'withdrawn', 'expired'],
  redeemed: ['issued', 'withdrawn', 'expired'],
}
const presentationSteps: Readonly<Record<string, readonly string[]>> = {
  requested: ['fetched', 'answered', 'collected', 'declined', 'refused', 'expired'],
  fetched: ['answered', 'collected', 'declined', 'refused', 'expired'],
  answered: ['collected', 'expired'],
}

/** What went back, or got more time, since it was seen before. */
function revived(what: string, before: ReadonlyMap<string, RememberedState>, now: readonly RememberedState[], steps: Readonly<Record<string, readonly string[]>>): string[] {
  return now.flatMap(({ id, state, expiresAt }) => {
    const earlier = before.get(id)
    if (earlier === undefined) return []
    const went = earlier.state === state || (steps[earlier.state] ?? []).includes(state) ? [] : [`${what} ${id} went from ${earlier.state} to ${state}`]
    return earlier.expiresAt === expiresAt ? went : [...went, `${what} ${id} ends at another time than before`]
  })
}

export const nothingRevives: Invariant = {
  id: 'INV-22',
  statement: 'A clock that goes back neither extends nor revives anything.',
  checkedBy: 'over a run: no offer and no presentation that has ended is open again, none gets another end',
  applies: 'now, as far as it is stored',
  look: async ({ issuer, verifier, memory }) => {
    if (memory === null) return notSeen('a single look sees no change; look again and again with --every')
    return together(
      await lookInto(issuer, 'issuer', async (tables) => judge(revived('offer', memory.offers, await readOffers(tables), offerSteps), `${memory.offers.size} offers seen before`)),
      await lookInto(verifier, 'verifier', async (tables) => judge(revived('presentation', memory.presentations, await readPresentations(tables), presentationSteps), `${memory.presentations.size} presentations seen before`)),
    )
  },
}
