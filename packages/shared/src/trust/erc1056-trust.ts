import { createEthrResolver } from '../did/ethr-resolver.ts'
import type { Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LedgerReader } from '../ledger/ledger-reader.ts'
import type { NetworkLedger } from '../network/network.ts'
import { createAccreditations } from './accreditations.ts'
import { erc1056Listing } from './erc1056-listing.ts'
import type { KeptFacts } from './kept-facts.ts'
import type { AccreditationEnds, AccreditationQuestion, Trust } from './trust.ts'

/** How old what is believed may be. */
export interface TrustLimits {
  /** How long an answer is used without asking again. */
  readonly freshFor: Seconds
  /** How old a document, or the listing, may be when nobody can be asked. */
  readonly keyStaleFor: Seconds
  /** The same for an accreditation. */
  readonly accreditationStaleFor: Seconds
}

export interface Erc1056TrustOptions extends TrustLimits {
  readonly ledger: NetworkLedger
  readonly reader: LedgerReader
  readonly clock: Clock
  readonly kept?: KeptFacts
}

/** Trust by the ledger: identities of did:ethr, listings in the consortium's document, accreditations as its delegates. @see ERC-1056 */
export function erc1056Trust({ ledger, keyStaleFor, accreditationStaleFor, ...parts }: Erc1056TrustOptions): Trust & AccreditationEnds {
  const resolver = createEthrResolver({ ...ledger, ...parts, staleFor: keyStaleFor })
  const delegates = createAccreditations({ ...ledger, ...parts, staleFor: accreditationStaleFor })
  const accreditation = ({ kind, scope, did }: AccreditationQuestion): ReturnType<Trust['accreditation']> => delegates.find(kind, scope, did)
  return {
    resolve: (did) => resolver.resolve(did),
    listing: erc1056Listing({ resolver, consortium: ledger.consortium, clock: parts.clock }),
    accreditation,
    accreditations: (asked) => Promise.all(asked.map(async (one) => accreditation(one))),
    accreditedUntil: (asked) => Promise.all(asked.map(({ kind, scope, did }) => delegates.until(kind, scope, did))),
  }
}
