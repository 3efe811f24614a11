import type { DidResolver, ResolvedDid } from '../did/did-resolver.ts'
import { parseEthrDid } from '../did/ethr-did.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Fact } from '../kernel/fact.ts'
import { listingType, parseListing, withoutEarlier, type ListedAuthority } from './authority-directory.ts'
import type { Trust } from './trust.ts'

type Listing = Fact<readonly ListedAuthority[]>

/** The listings in the consortium's DID document, read once for each version of it; entries that make no sense are passed over. */
export function erc1056Listing({ resolver, consortium, clock }: { readonly resolver: DidResolver; readonly consortium: string; readonly clock: Clock }): Trust['listing'] {
  let last: { readonly document: Fact<ResolvedDid>; readonly listing: Listing } | null = null
  return () => {
    const document = resolver.resolve(consortium)
    return document instanceof Promise ? document.then(read) : read(document)
  }

  function read(document: Fact<ResolvedDid> | null): Listing {
    if (document === null) return { value: [], observedAt: clock.now() }
    if (last?.document === document) return last.listing
    const value = last?.document.value === document.value ? last.listing.value : listingsOf(document.value)
    last = { document, listing: { ...document, value } }
    return last.listing
  }
}

function listingsOf({ document }: ResolvedDid): readonly ListedAuthority[] {
  const listings = (document.service ?? []).filter(({ type }) => type === listingType).flatMap(({ serviceEndpoint }) => parseListing(serviceEndpoint, isIdentity) ?? [])
  return withoutEarlier(listings)
}

const isIdentity = (did: string): boolean => parseEthrDid(did) !== null
