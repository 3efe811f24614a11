import { mergeProposals, parseProposal, readProposal, signProposal, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { step } from '@counterfoil/service-kit/system/steps'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { JudgedList } from '@counterfoil/shared/signed-list/judge-entries'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { entryHash } from '@counterfoil/shared/signed-list/list-entry'
import { proposalFolder, type ProposalFolder } from '../proposal-folder.ts'
import { signerFor } from './list-controllers.ts'
import type { ListPlace } from './list-place.ts'
import { nextEntry } from './list-writes.ts'
import { sameChanges } from './same-changes.ts'

const numberOf = (proposal: ListProposal): number => readProposal(proposal).entry.number

/** Proposed entries of the list, by their numbers. */
export const listProposals = (folder: string): ProposalFolder<ListProposal> =>
  proposalFolder(folder, { parse: parseProposal, numberOf, areSame: (one, other) => one.payload === other.payload, merge: mergeProposals })

/** Those that can still come true, in their order: each follows on the list, or on the one before. */
function waitingOn({ length, last }: JudgedList, all: readonly ListProposal[]): readonly ListProposal[] {
  const waiting: ListProposal[] = []
  let previous = last
  for (;;) {
    const next = all.find((one) => numberOf(one) === length + waiting.length && readProposal(one).entry.previous === previous)
    if (next === undefined) return waiting
    waiting.push(next)
    previous = entryHash(next.payload)
  }
}

/** Puts an entry behind those that wait already; one that was asked for before and still waits is that one. */
export async function propose(place: ListPlace, changes: readonly ListChange[], reason: string): Promise<ListProposal> {
  const files = listProposals(place.proposalsDir)
  const list = await place.entries.judged()
  const waiting = waitingOn(list, files.all())
  const same = waiting.find((one) => sameChanges(readProposal(one).entry.changes, changes))
  const last = waiting.at(-1)
  const end = last === undefined ? list : { length: numberOf(last) + 1, last: entryHash(last.payload) }
  const proposal = same ?? nextEntry(place, end, changes, reason)
  // Another of this number waits for something that never came: an entry of somebody's own was first.
  if (same === undefined) files.put(proposal)
  step('proposal.kept')
  return proposal
}

/** Signs with the key of an authority that is at this place. Refuses `conflict` for a proposal of another list. */
export async function signAs(place: ListPlace, proposal: ListProposal, authority: string): Promise<ListProposal> {
  if (readProposal(proposal).entry.network !== place.network.trust.consortium) throw new Refusal('conflict', { detail: 'it is for another network' })
  const { state } = await place.entries.judged()
  return listProposals(place.proposalsDir).keep(await signProposal(proposal, await signerFor(place, state, place.authority(authority))))
}

