import { sameDid } from '../did/ethr-did.ts'
import { isJsonObject, type Bilingual, type Json } from '../kernel/json.ts'
import { isWebAddress, liesUnder } from '../oid4vp/presentation-request.ts'
import { isPlainText } from '../oid4vp/stated-purpose.ts'
import type { Trust } from './trust.ts'

/** An authority as the consortium lists it: the only source of names and addresses that is believed. */
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

/** What a listing is called among the services of the consortium's document. */
export const listingType = 'AccreditedAuthority'

export interface AuthorityDirectory {
  all(): Promise<readonly ListedAuthority[]>
  byDid(did: string): Promise<ListedAuthority | null>
  /** Whose Credential Issuer this is: the listed one, or one below its address, as those of profiles are. */
  byIssuer(url: string): Promise<ListedAuthority | null>
  byLetter(letter: string): Promise<ListedAuthority | null>
}

const longest = 200
const shortName = (value: Json | undefined): value is string => isPlainText(value) && value.length <= longest
const address = (value: Json | undefined): value is string => typeof value === 'string' && value.length <= longest && isWebAddress(value)

/** An authority as it is written where the consortium lists it; null for what makes no sense. */
export function parseListing(value: Json | undefined, isIdentity: (did: string) => boolean): ListedAuthority | null {
  if (!isJsonObject(value)) return null
  const { did, letter, name, issuer, verifier } = value
  if (typeof did !== 'string' || !isIdentity(did) || typeof letter !== 'string' || !/^[A-Z]$/.test(letter) || !isJsonObject(name)) return null
  if (!shortName(name['en']) || !shortName(name['cy']) || !address(issuer) || !address(verifier)) return null
  return { did, letter, name: { en: name['en'], cy: name['cy'] }, issuer, verifier }
}

/** An authority that is listed again stands as it was listed last. */
export const withoutEarlier = (listings: readonly ListedAuthority[]): readonly ListedAuthority[] => [...new Map(listings.map((listing) => [listing.did.toLowerCase(), listing])).values()]

/** Whether an address is one part below that of a listed issuer, whose it is then, too. */
const isProfileOf = (issuer: string, url: string): boolean => liesUnder(issuer, url) && url.startsWith(`${issuer}/`) && /^[a-z0-9-]+$/.test(url.slice(issuer.length + 1))

/** Finds authorities in the consortium's listing; what two of them claim for themselves belongs to neither. */
export function createAuthorityDirectory({ listing }: Pick<Trust, 'listing'>): AuthorityDirectory {
  const all = async (): Promise<readonly ListedAuthority[]> => (await listing()).value
  const find = async (is: (authority: ListedAuthority) => boolean): Promise<ListedAuthority | null> => {
    const [found, ...more] = (await all()).filter(is)
    return found === undefined || more.length > 0 ? null : found
  }
  return {
    all,
    byDid: (did) => find((authority) => sameDid(authority.did, did)),
    byIssuer: async (url) => (await find(({ issuer }) => issuer === url)) ?? (await find(({ issuer }) => isProfileOf(issuer, url))),
    byLetter: (letter) => find((authority) => authority.letter === letter),
  }
}
