import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'

/** Proposals as files, one for each number: what is sent to another authority is such a file. */
export interface ProposalFolder<Proposal> {
  /** In the order of their numbers. */
  all(): readonly Proposal[]
  /** Throws a `ConfigurationError` when there is none. */
  find(number: number): Proposal
  /** Keeps a proposal with every signature that is known; one of the same number that says otherwise is never overwritten. */
  keep(proposal: Proposal): Proposal
  /** Puts a proposal in the place of whatever has its number. */
  put(proposal: Proposal): void
}

/** What the folder must know of the proposals in it. */
export interface ProposalKind<Proposal> {
  /** Throws for a text that is no proposal. */
  readonly parse: (text: string) => Proposal
  readonly numberOf: (proposal: Proposal) => number
  /** Whether two ask for the same, whoever signed them. */
  readonly areSame: (one: Proposal, other: Proposal) => boolean
  /** One with the signatures of both. */
  readonly merge: (one: Proposal, other: Proposal) => Proposal
}

export function proposalFolder<Proposal>(folder: string, { parse, numberOf, areSame, merge }: ProposalKind<Proposal>): ProposalFolder<Proposal> {
  const fileOf = (number: number): string => join(folder, `${number}.json`)
  const read = (file: string): Proposal => parse(readFileSync(file, 'utf8'))
  const put = (proposal: Proposal): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = fileOf(numberOf(proposal))
    writeFileSync(`${file}.new`, `${JSON.stringify(proposal, null, 2)}\n`)
    renameSync(`${file}.new`, file)
  }
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
      const file = fileOf(numberOf(proposal))
      const known = existsSync(file) ? read(file) : null
      if (known !== null && !areSame(known, proposal)) throw new ConfigurationError(`Proposal ${numberOf(proposal)} is something else: execute it, or remove ${file}.`)
      const merged = known === null ? proposal : merge(known, proposal)
      put(merged)
      return merged
    },
    put,
  }
}
