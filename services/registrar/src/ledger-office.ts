import { step } from '@counterfoil/service-kit/system/steps'
import { executeProposal, standingOf } from '@counterfoil/service-kit/governance/execute-proposal'
import { explainProposal, mustBeOfThisConsortium } from '@counterfoil/service-kit/governance/explain-proposal'
import { proposeCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import { proposalHash, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { callsOf, type SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { stateOf } from './authority-state.ts'
import { governingKey, keysAt } from './controllers.ts'
import { planCommand } from './life-cycle.ts'
import { knownAt, linesOf } from './lines-of-proposal.ts'
import { offer, type Office, type ShownProposal } from './office.ts'
import type { Place } from './place.ts'
import { planId } from './plan-id.ts'
import { proposalFiles } from './proposals.ts'
import { sameCalls } from './same-calls.ts'

/** What is done at a place on the ledger: an authority's own by its controller's signature, the rest by the consortium's Safe. */
export function ledgerOffice(place: Place): Office {
  const files = proposalFiles(place.proposalsDir)
  const shown = async (proposal: Proposal): Promise<ShownProposal> => {
    const { signedBy, needed, turn } = standingOf(proposal, await readSafe(place.reader, place.governance.safe))
    return { number: proposal.transaction.nonce, hash: proposalHash(proposal), reason: proposal.reason, calls: linesOf(place, proposal), signed_by: signedBy, needed, state: turn }
  }
  return {
    restsOn: 'ledger',
    get network() {
      return place.network
    },
    proposalsDir: place.proposalsDir,
    authority: (id) => place.authority(id),
    plan: async (command) => {
      const plan = await planCommand(place, command)
      return offer(plan, {
        id: () => planId(place, command, plan),
        propose: async (calls, { reason, as }) => {
          const kept = await propose(place, calls, reason)
          return shown(as === null ? kept : await sign(place, kept, as))
        },
      })
    },
    stateOf: (authority) => stateOf(place, authority),
    government: async () => {
      const { owners, threshold } = await readSafe(place.reader, place.governance.safe)
      return { threshold, governors: owners.length }
    },
    proposals: () => Promise.all(files.all().map(shown)),
    unreadable: () => files.unreadable(),
    proposal: (number) => shown(files.find(number)),
    sign: async (number, authority) => shown(await sign(place, files.find(number), authority)),
    execute: async (number, actor) => {
      const proposal = files.find(number)
      mustBeOfThisConsortium(proposal, knownAt(place))
      await executeProposal({ reader: place.reader, sender: place.outbox }, proposal, actor)
      return shown(proposal)
    },
    anchor: () => place.anchor(),
    close: () => place.close(),
  }
}

async function propose(place: Place, calls: readonly SafeCall[], reason: string): Promise<Proposal> {
  const proposals = proposalFiles(place.proposalsDir)
  const { nonce } = await readSafe(place.reader, place.governance.safe)
  const waiting = proposals.all().filter(({ transaction }) => transaction.nonce >= nonce)
  // Asked for before and still waiting: it is that proposal, not another one in the queue.
  const same = waiting.find(({ transaction }) => sameCalls(callsOf(transaction, place.governance) ?? [], calls))
  const proposed = same ?? (await proposeCalls({ reader: place.reader, ledger: place.network.ledger, governance: place.governance }, { calls, reason, turn: nonce + waiting.length }))
  const kept = proposals.keep(proposed)
  step('proposal.kept')
  return kept
}

async function sign(place: Place, proposal: Proposal, authority: string): Promise<Proposal> {
  explainProposal(proposal, knownAt(place))
  const named = place.authority(authority)
  // One that doesn't govern may sign all the same: it counts for nothing, as the standing says.
  const { key } = (await governingKey(place, named)) ?? (await keysAt(place, named)).used
  const signer = await place.identities.custody.ethereumSigner(key.id, 'controller')
  return proposalFiles(place.proposalsDir).keep(await signProposal(proposal, signer))
}
