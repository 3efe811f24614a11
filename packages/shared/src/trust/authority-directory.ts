import { isJsonObject, type Bilingual, type Json } from '../kernel/json.ts'
import type { DidResolver } from '../did/did-resolver.ts'
import { parseEthrDid, sameDid } from '../did/ethr-did.ts'

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

const shortText = (value: Json | undefined): value is string => typeof value === 'string' && value.length > 0 && value.length <= 200

function parseListing(value: Json): ListedAuthority | null {
  if (!isJsonObject(value)) return null
  const { did, letter, name, issuer, verifier } = value
  if (!shortText(did) || parseEthrDid(did) === null || !shortText(letter) || !isJsonObject(name)) return null
  if (!shortText(name['en']) || !shortText(name['cy']) || !shortText(issuer) || !shortText(verifier)) return null
  return { did, letter, name: { en: name['en'], cy: name['cy'] }, issuer, verifier }
}

/** Reads the listings in the consortium's DID document; entries that make no sense are passed over. */
export function createAuthorityDirectory({ resolver, consortium }: { readonly resolver: DidResolver; readonly consortium: string }): AuthorityDirectory {
  const all = async (): Promise<readonly ListedAuthority[]> => {
    const resolved = await resolver.resolve(consortium)
    const services = resolved?.value.document.service ?? []
    return services.filter(({ type }) => type === listingType).flatMap(({ serviceEndpoint }) => parseListing(serviceEndpoint) ?? [])
  }
  const find = async (is: (authority: ListedAuthority) => boolean): Promise<ListedAuthority | null> => (await all()).find(is) ?? null
  return {
    all,
    byDid: (did) => find((authority) => sameDid(authority.did, did)),
    byIssuer: (url) => find(({ issuer }) => issuer === url),
    byLetter: (letter) => find((authority) => authority.letter === letter),
  }
}
