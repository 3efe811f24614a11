import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { mergeProposals, parseProposal, readProposal, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'

/** Proposed entries as files, one for each number: what is sent to another authority is such a file. */
export interface ListProposals {
  all(): readonly ListProposal[]
  /** Throws a `ConfigurationError` when there is none. */
  find(number: number): ListProposal
  /** Keeps a proposal with every signature that is known; one of the same number that says otherwise is never overwritten. */
  keep(proposal: ListProposal): ListProposal
}

export const numberOf = (proposal: ListProposal): number => readProposal(proposal).entry.number

export function listProposals(folder: string): ListProposals {
  const fileOf = (number: number): string => join(folder, `${number}.json`)
  const read = (file: string): ListProposal => parseProposal(readFileSync(file, 'utf8'))
  return {
    all: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter((name) => /^\d+\.json$/.test(name))
        .map((name) => read(join(folder, name)))
        .toSorted((one, other) => numberOf(one) - numberOf(other)),
    find: (number) => {
      if (!Number.isSafeInteger(number) || !existsSync(fileOf(number))) throw new ConfigurationError(`There is no proposal ${number}.`)
      return read(fileOf(number))
    },
    keep: (proposal) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = fileOf(numberOf(proposal))
      const known = existsSync(file) ? read(file) : null
      if (known !== null && known.payload !== proposal.payload) throw new ConfigurationError(`Proposal ${numberOf(proposal)} is something else: execute it, or remove ${file}.`)
      const merged = known === null ? proposal : mergeProposals(known, proposal)
      writeFileSync(`${file}.new`, `${JSON.stringify(merged, null, 2)}\n`)
      renameSync(`${file}.new`, file)
      return merged
    },
  }
}
