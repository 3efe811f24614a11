import { mergeProposals, parseProposal, readProposal, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { proposalFolder, type ProposalFolder } from '../proposal-folder.ts'

export const numberOf = (proposal: ListProposal): number => readProposal(proposal).entry.number

/** Proposed entries of the list, by their numbers. */
export const listProposals = (folder: string): ProposalFolder<ListProposal> =>
  proposalFolder(folder, { parse: parseProposal, numberOf, areSame: (one, other) => one.payload === other.payload, merge: mergeProposals })
