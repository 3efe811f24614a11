import { parseProposal, proposalHash, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { mergeProposals } from '@counterfoil/service-kit/governance/sign-proposal'
import { proposalFolder, type ProposalFolder } from './proposal-folder.ts'

/** Proposals to the Safe, by its turns. */
export const proposalFiles = (folder: string): ProposalFolder<Proposal> =>
  proposalFolder(folder, {
    parse: parseProposal,
    numberOf: ({ transaction }) => transaction.nonce,
    areSame: (one, other) => proposalHash(one) === proposalHash(other),
    merge: mergeProposals,
  })
