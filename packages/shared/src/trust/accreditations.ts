import { epochSeconds, seconds, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan, type Fact } from '../kernel/fact.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { parseEthrDid } from '../did/ethr-did.ts'
import { accreditationType, delegateValidityOf } from '../ledger/erc1056.ts'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader, type Question } from '../ledger/ledger-reader.ts'
import { blockOf, soundHead } from '../ledger/questions.ts'
import type { KeptFacts } from './kept-facts.ts'
import type { AccreditationKind } from './trust.ts'

export interface Accreditations {
  /** Whether an authority may issue (or ask for) a type now, or sign lists for another. Throws `LedgerUnavailable` when nothing fresh enough is known. */
  find(kind: AccreditationKind, vct: string, did: string): Fact<boolean> | Promise<Fact<boolean>>
  /** When it ends or ended, a withdrawn one by its withdrawal; null when there never was one. Throws as `find` does. */
  until(kind: AccreditationKind, vct: string, did: string): Promise<Fact<EpochSeconds | null>>
}

export interface AccreditationsOptions {
  readonly reader: LedgerReader
  readonly registry: string
  readonly consortium: string
  readonly clock: Clock
  /** How long an answer is used without asking the ledger again. A "no" is used for 10 seconds at most. */
  readonly freshFor: Seconds
  /** How old an answer may be when the ledger can't be reached. */
  readonly staleFor: Seconds
  /** Seconds without a new block at most; not said for a ledger that makes blocks only when there is something to write. */
  readonly longestSilence?: number
  readonly kept?: KeptFacts
}

/** What the ledger held about one accreditation. */
interface Known {
  /** When its validity ends, in seconds since 1970; 0 when there never was one. */
  readonly validTo: number
  /** Whether that had passed by the ledger's own time. */
  readonly ended: boolean
  readonly observedAt: EpochSeconds
  readonly block: number
}

const mostKnown = 10_000
const longestNo = seconds(10)

/**
 * Accreditations are delegates of the consortium's identity: one round trip each, for any number who ask meanwhile, and
 * remembered for a while. They stand
 * while neither the ledger's time nor ours is past their end. One that was withdrawn stays so until a newer block says
 * otherwise, and a node that is behind where one was seen to stand is not asked about it.
 */
export function createAccreditations(options: AccreditationsOptions): Accreditations {
  const { reader, registry, clock, kept } = options
  const known = new Map<string, Known>()
  const underWay = new Map<string, Promise<Known>>()
  const consortium = parseEthrDid(options.consortium)
  return {
    find: (kind, vct, did) => {
      const now = clock.now()
      const told = look(kind, vct, did, now)
      if (told instanceof Promise) return told.then((found) => factOf(found, now))
      return told === null ? { value: false, observedAt: now } : factOf(told, now)
    },
    until: async (kind, vct, did) => {
      const now = clock.now()
      const told = await look(kind, vct, did, now)
      if (told === null) return { value: null, observedAt: now }
      return { value: told.validTo === 0 ? null : epochSeconds(told.validTo), observedAt: told.observedAt, block: told.block }
    },
  }

  /** Null where the authority can't have one. */
  function look(kind: AccreditationKind, vct: string, did: string, now: EpochSeconds): Known | Promise<Known> | null {
    // What another consortium decided, or one in another registry, must not be believed of this one after a change of networks.
    const name = `accreditation ${kind} ${vct} ${did} by ${options.consortium} in ${registry}`
    const found = known.get(name) ?? parseKept(kept?.read(name))
    if (found !== null && isYoungerThan(found, options.freshFor, now) && (stands(found, now) || isYoungerThan(found, longestNo, now))) return found
    const authority = parseEthrDid(did)
    // The same address on another network is another identity.
    if (consortium === null || authority?.chainId !== consortium.chainId) return null
    const question = delegateValidityOf(registry, consortium.address, accreditationType(kind, vct), authority.address)
    const started = underWay.get(name) ?? ask(name, question, found).finally(() => underWay.delete(name))
    underWay.set(name, started)
    return started
  }

  async function ask(name: string, question: Question<bigint>, found: Known | null): Promise<Known> {
    const now = clock.now()
    try {
      const [validity, newest] = await reader.ask([question, blockOf('latest')])
      const head = soundHead(newest, now, options.longestSilence)
      const validTo = Number(validity)
      const believed = weigh({ validTo, ended: validTo <= head.time, observedAt: now, block: head.number }, found, now)
      remember(name, believed, found)
      return believed
    } catch (error) {
      const mayFallBack = error instanceof LedgerUnavailable && !(error instanceof LedgerDoubtful) && found !== null && found.validTo > 0
      if (mayFallBack && isYoungerThan(found, options.staleFor, now)) return found
      throw error
    }
  }

  function remember(name: string, believed: Known, before: Known | null): void {
    known.delete(name)
    known.set(name, believed)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    const isNew = before?.validTo !== believed.validTo || before.ended !== believed.ended
    if (believed.validTo > 0) kept?.[isNew ? 'keep' : 'confirm'](name, () => ({ ...believed }))
  }
}

const stands = ({ validTo, ended }: Known, now: EpochSeconds): boolean => !ended && validTo > now
const factOf = (found: Known, now: EpochSeconds): Fact<boolean> => ({ value: stands(found, now), observedAt: found.observedAt, block: found.block })

/** What was just told, unless what is known is of a block at least as new and says the opposite. */
function weigh(told: Known, found: Known | null, now: EpochSeconds): Known {
  if (found === null) return told
  if (stands(found, now) && !stands(told, now) && told.block < found.block) throw new LedgerDoubtful('an older state than one already seen')
  const withdrawn = found.ended && found.validTo > 0
  return withdrawn && stands(told, now) && told.block <= found.block ? found : told
}

function parseKept(kept: Json | undefined): Known | null {
  if (!isJsonObject(kept)) return null
  const { validTo, ended, observedAt, block } = kept
  if (typeof validTo !== 'number' || typeof ended !== 'boolean' || typeof observedAt !== 'number' || typeof block !== 'number') return null
  return { validTo, ended, observedAt: epochSeconds(observedAt), block }
}
