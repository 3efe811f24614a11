import { isJsonObject, type Bilingual, type Json } from '../kernel/json.ts'
import type { DidResolver } from '../did/did-resolver.ts'
import { parseEthrDid, sameDid } from '../did/ethr-did.ts'
import { isWebAddress } from '../oid4vp/presentation-request.ts'
import { isPlainText } from '../oid4vp/stated-purpose.ts'

/** An authority as the consortium lists it on the ledger: the only source of names and addresses that is believed. */
export interface ListedAuthority {
  readonly did: string
  /** First character of the codes that citizens type. */
  readonly letter: string
  readonly name: Bilingual
  /** Its Credential Issuer Identifier. */
  readonly issuer: string
  /** The base of its verifier's addresses. */
  readonly verifier: string
}

export const listingType = 'AccreditedAuthority'

export interface AuthorityDirectory {
  all(): Promise<readonly ListedAuthority[]>
  byDid(did: string): Promise<ListedAuthority | null>
  byIssuer(url: string): Promise<ListedAuthority | null>
  byLetter(letter: string): Promise<ListedAuthority | null>
}

const longest = 200
const shortName = (value: Json | undefined): value is string => isPlainText(value) && value.length <= longest
const address = (value: Json | undefined): value is string => typeof value === 'string' && value.length <= longest && isWebAddress(value)

function parseListing(value: Json): ListedAuthority | null {
  if (!isJsonObject(value)) return null
  const { did, letter, name, issuer, verifier } = value
  if (typeof did !== 'string' || parseEthrDid(did) === null || typeof letter !== 'string' || !/^[A-Z]$/.test(letter) || !isJsonObject(name)) return null
  if (!shortName(name['en']) || !shortName(name['cy']) || !address(issuer) || !address(verifier)) return null
  return { did, letter, name: { en: name['en'], cy: name['cy'] }, issuer, verifier }
}

/**
 * Reads the listings in the consortium's DID document; entries that make no sense are passed over. An authority that is
 * listed again stands as it was listed last; what two of them claim for themselves belongs to neither.
 */
export function createAuthorityDirectory({ resolver, consortium }: { readonly resolver: DidResolver; readonly consortium: string }): AuthorityDirectory {
  const all = async (): Promise<readonly ListedAuthority[]> => {
    const resolved = await resolver.resolve(consortium)
    const services = resolved?.value.document.service ?? []
    const listings = services.filter(({ type }) => type === listingType).flatMap(({ serviceEndpoint }) => parseListing(serviceEndpoint) ?? [])
    return [...new Map(listings.map((listing) => [listing.did.toLowerCase(), listing])).values()]
  }
  const find = async (is: (authority: ListedAuthority) => boolean): Promise<ListedAuthority | null> => {
    const [found, ...more] = (await all()).filter(is)
    return found === undefined || more.length > 0 ? null : found
  }
  return {
    all,
    byDid: (did) => find((authority) => sameDid(authority.did, did)),
    byIssuer: (url) => find(({ issuer }) => issuer === url),
    byLetter: (letter) => find((authority) => authority.letter === letter),
  }
}
