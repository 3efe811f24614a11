import { sameDid } from '../did/ethr-did.ts'
import type { Fact } from '../kernel/fact.ts'
import { liesUnder } from '../oid4vp/presentation-request.ts'
import type { ListedAuthority } from './authority-directory.ts'
import type { Trust } from './trust.ts'

type Answer = Fact<ListedAuthority | null>

/**
 * Whose signature on the status list at an address is believed for an authority's credentials: its own where the list lies
 * below its own address; else that of the one listed organisation below whose address it lies, if the consortium accredited
 * exactly that one to sign lists for exactly this authority. Null for nobody: nothing is to be fetched from there then.
 * @see Token Status List, section 11.3 (Status Issuer)
 */
export function statusIssuerOf(trust: Pick<Trust, 'listing' | 'accreditation'>, authorityDid: string, uri: string): Answer | Promise<Answer> {
  const listing = trust.listing()
  return listing instanceof Promise ? listing.then((listed) => judge(trust, authorityDid, uri, listed)) : judge(trust, authorityDid, uri, listing)
}

function judge(trust: Pick<Trust, 'accreditation'>, authorityDid: string, uri: string, listing: Fact<readonly ListedAuthority[]>): Answer | Promise<Answer> {
  const authority = listing.value.find(({ did }) => sameDid(did, authorityDid))
  if (authority === undefined) return { ...listing, value: null }
  if (liesUnder(authority.issuer, uri)) return { ...listing, value: authority }
  const [found, ...more] = listing.value.filter(({ issuer }) => liesUnder(issuer, uri))
  if (found === undefined || more.length > 0) return { ...listing, value: null }
  const accreditation = trust.accreditation({ kind: 'list', scope: authority.did, did: found.did })
  const answer = (fact: Fact<boolean>): Answer => ({ ...fact, value: fact.value ? found : null })
  return accreditation instanceof Promise ? accreditation.then(answer) : answer(accreditation)
}
