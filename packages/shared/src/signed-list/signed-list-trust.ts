import { createWebResolver, type WebResolverOptions } from '../did/did-web.ts'
import { epochSeconds } from '../kernel/branded.ts'
import type { Fact } from '../kernel/fact.ts'
import type { NetworkList } from '../network/network.ts'
import type { ListedAuthority } from '../trust/authority-directory.ts'
import type { TrustLimits } from '../trust/erc1056-trust.ts'
import type { AccreditationEnds, AccreditationQuestion, Trust } from '../trust/trust.ts'
import { listIdentities } from './list-identities.ts'
import { createListReader, type KnownList, type ListReaderOptions } from './list-reader.ts'
import { accreditationName } from './list-state.ts'

export interface SignedListTrustOptions extends TrustLimits, Pick<ListReaderOptions, 'fetchText' | 'verify' | 'clock' | 'kept'>, Pick<WebResolverOptions, 'fetchDocument'> {
  readonly list: NetworkList
}

/** Trust without a ledger: identities of did:web, listings and accreditations in a list that the consortium signs. */
export function signedListTrust(options: SignedListTrustOptions): Trust & AccreditationEnds {
  const { list, clock, kept, freshFor, keyStaleFor, accreditationStaleFor } = options
  const reader = createListReader({ ...options, url: list.url, network: list.consortium, founding: list.founding })
  const web = createWebResolver({ fetchDocument: options.fetchDocument, clock, freshFor, staleFor: keyStaleFor, ...(kept === undefined ? {} : { kept }) })
  const identities = listIdentities({ readList: () => reader.read(keyStaleFor), web, clock })
  const listing = listingOf()
  const accreditation = ({ kind, scope, did }: AccreditationQuestion): ReturnType<Trust['accreditation']> => {
    const told = ({ state, observedAt, length }: KnownList): Fact<boolean> => ({
      value: (state.accredited.get(accreditationName(kind, scope, did)) ?? 0) > clock.now(),
      observedAt,
      block: length,
    })
    const known = reader.read(accreditationStaleFor)
    return known instanceof Promise ? known.then(told) : told(known)
  }
  return {
    resolve: (did) => identities.resolve(did),
    listing: () => {
      const known = reader.read(keyStaleFor)
      return known instanceof Promise ? known.then(listing) : listing(known)
    },
    accreditation,
    accreditations: (asked) => Promise.all(asked.map(async (one) => accreditation(one))),
    accreditedUntil: async (asked) => {
      const { state, observedAt, length } = await reader.read(accreditationStaleFor)
      return asked.map(({ kind, scope, did }) => {
        const until = state.accredited.get(accreditationName(kind, scope, did))
        return { value: until === undefined ? null : epochSeconds(until), observedAt, block: length }
      })
    },
  }
}

/** The same answer for the same list, so that who asks can tell that nothing changed. */
function listingOf(): (known: KnownList) => Fact<readonly ListedAuthority[]> {
  let last: { readonly known: KnownList; readonly fact: Fact<readonly ListedAuthority[]> } | null = null
  return (known) => {
    if (last?.known === known) return last.fact
    const value = last?.known.state === known.state ? last.fact.value : [...known.state.listed.values()]
    last = { known, fact: { value, observedAt: known.observedAt, block: known.length } }
    return last.fact
  }
}
