import { explainProposal, type KnownNetwork } from '@counterfoil/service-kit/governance/explain-proposal'
import type { Proposal } from '@counterfoil/service-kit/governance/proposal'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Place } from './place.ts'

/** By what a place judges proposals. */
export const knownAt = ({ network, governance, vcts }: Place): KnownNetwork => ({ ledger: network.ledger, governance, authorities: network.authorities, vcts })

/** What a proposal does, line by line, read from its calls; of one that can't be told, that it isn't signed here. */
export function linesOf(place: Place, proposal: Proposal): readonly string[] {
  try {
    return explainProposal(proposal, knownAt(place))
  } catch (error) {
    if (error instanceof Refusal) return [`It is not signed here: ${error.detail ?? error.message}`]
    throw error
  }
}
