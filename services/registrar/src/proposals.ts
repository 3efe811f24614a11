import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { parseProposal, proposalHash, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { mergeProposals } from '@counterfoil/service-kit/governance/sign-proposal'

/** Proposals as files, one for each turn of the Safe: what is sent to another authority is such a file. */
export interface Proposals {
  all(): readonly Proposal[]
  /** Throws a `ConfigurationError` when there is none. */
  find(turn: number): Proposal
  /** Keeps a proposal with every signature that is known; one of the same turn that says otherwise is never overwritten. */
  keep(proposal: Proposal): Proposal
}

export function proposalFiles(folder: string): Proposals {
  const fileOf = (turn: number): string => join(folder, `${turn}.json`)
  const read = (file: string): Proposal => parseProposal(readFileSync(file, 'utf8'))
  return {
    all: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter((name) => /^\d+\.json$/.test(name))
        .map((name) => read(join(folder, name)))
        .toSorted((one, other) => one.transaction.nonce - other.transaction.nonce),
    find: (turn) => {
      if (!Number.isSafeInteger(turn) || !existsSync(fileOf(turn))) throw new ConfigurationError(`There is no proposal ${turn}.`)
      return read(fileOf(turn))
    },
    keep: (proposal) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = fileOf(proposal.transaction.nonce)
      const known = existsSync(file) ? read(file) : null
      if (known !== null && proposalHash(known) !== proposalHash(proposal)) throw new ConfigurationError(`Proposal ${proposal.transaction.nonce} is something else: execute it, or remove ${file}.`)
      const merged = known === null ? proposal : mergeProposals(known, proposal)
      writeFileSync(`${file}.new`, `${JSON.stringify(merged, null, 2)}\n`)
      renameSync(`${file}.new`, file)
      return merged
    },
  }
}
