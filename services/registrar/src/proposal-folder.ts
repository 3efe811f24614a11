import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** Proposals as files, one for each number: what is sent to another authority is such a file. */
export interface ProposalFolder<Proposal> {
  /** In the order of their numbers; without files that are none. */
  all(): readonly Proposal[]
  /** Files that have a proposal's name and are none: they stand in no other's way. */
  unreadable(): readonly UnreadableProposal[]
  /** Throws a `ConfigurationError` when there is none, or its file is none. */
  find(number: number): Proposal
  /** Keeps a proposal with every signature that is known; one of the same number that says otherwise is never overwritten. */
  keep(proposal: Proposal): Proposal
  /** Puts a proposal in the place of whatever has its number. */
  put(proposal: Proposal): void
}

/** A file that should be a proposal. */
export class UnreadableProposal extends ConfigurationError {
  readonly file: string

  constructor(folder: string, file: string, cause: unknown) {
    const why = cause instanceof Refusal && cause.detail !== undefined ? ` (${cause.detail})` : ''
    super(`${join(folder, file)} is no proposal${why}: have it sent again, or remove it.`, { cause })
    this.file = file
  }
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
  const nameOf = (number: number): string => `${number}.json`
  const read = (name: string): Proposal => {
    try {
      return parse(readFileSync(join(folder, name), 'utf8'))
    } catch (cause) {
      throw new UnreadableProposal(folder, name, cause)
    }
  }
  const readOrNot = (name: string): Proposal | UnreadableProposal => {
    try {
      return read(name)
    } catch (error) {
      if (error instanceof UnreadableProposal) return error
      throw error
    }
  }
  const each = (): readonly (Proposal | UnreadableProposal)[] => (existsSync(folder) ? readdirSync(folder) : []).filter((name) => /^\d+\.json$/.test(name)).map(readOrNot)
  const put = (proposal: Proposal): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, nameOf(numberOf(proposal)))
    writeFileSync(`${file}.new`, `${JSON.stringify(proposal, null, 2)}\n`)
    renameSync(`${file}.new`, file)
  }
  return {
    all: () =>
      each()
        .filter((one): one is Proposal => !(one instanceof UnreadableProposal))
        .toSorted((one, other) => numberOf(one) - numberOf(other)),
    unreadable: () => each().filter((one) => one instanceof UnreadableProposal),
    find: (number) => {
      if (!Number.isSafeInteger(number) || !existsSync(join(folder, nameOf(number)))) throw new ConfigurationError(`There is no proposal ${number}.`)
      return read(nameOf(number))
    },
    keep: (proposal) => {
      const name = nameOf(numberOf(proposal))
      const file = join(folder, name)
      const known = existsSync(file) ? read(name) : null
      if (known !== null && !areSame(known, proposal)) throw new ConfigurationError(`Proposal ${numberOf(proposal)} is something else: execute it, or remove ${file}.`)
      const merged = known === null ? proposal : merge(known, proposal)
      put(merged)
      return merged
    },
    put,
  }
}
