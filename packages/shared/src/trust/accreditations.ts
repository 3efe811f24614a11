import type { EpochSeconds, Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { parseEthrDid } from '../did/ethr-did.ts'
import { accreditationType, decodeFlag, validDelegateInput } from '../ledger/erc1056.ts'
import { LedgerUnavailable, type LedgerReader } from '../ledger/ledger-reader.ts'

/** What the ledger says about one accreditation, and when it said so. */
export interface Accreditation {
  readonly accredited: boolean
  readonly confirmedAt: EpochSeconds
}

export interface Accreditations {
  /** Whether an authority may issue (or ask for) a type now. Throws `LedgerUnavailable` when nothing fresh enough is known. */
  find(kind: 'issue' | 'request', vct: string, did: string): Accreditation | Promise<Accreditation>
}

export interface AccreditationsOptions {
  readonly reader: LedgerReader
  readonly registry: string
  readonly consortium: string
  readonly clock: Clock
  readonly freshFor: Seconds
  readonly staleFor: Seconds
}

const mostKnown = 10_000

/** Accreditations are delegates of the consortium's identity: one read call each, remembered for a while. */
export function createAccreditations(options: AccreditationsOptions): Accreditations {
  const known = new Map<string, Accreditation>()
  return {
    find: (kind, vct, did) => {
      const key = `${kind} ${vct} ${did}`
      const cached = known.get(key)
      if (cached !== undefined && options.clock.now() - cached.confirmedAt < options.freshFor) return cached
      return ask(key, kind, vct, did, cached)
    },
  }

  async function ask(key: string, kind: 'issue' | 'request', vct: string, did: string, cached: Accreditation | undefined): Promise<Accreditation> {
    const now = options.clock.now()
    const consortium = parseEthrDid(options.consortium)?.address
    const authority = parseEthrDid(did)?.address
    if (consortium === undefined || authority === undefined) return { accredited: false, confirmedAt: now }
    try {
      const answer = await options.reader.call(options.registry, validDelegateInput(consortium, accreditationType(kind, vct), authority))
      const found = { accredited: decodeFlag(answer), confirmedAt: now }
      if (known.size >= mostKnown) known.clear()
      known.set(key, found)
      return found
    } catch (error) {
      if (error instanceof LedgerUnavailable && cached !== undefined && now - cached.confirmedAt < options.staleFor) return cached
      throw error
    }
  }
}
