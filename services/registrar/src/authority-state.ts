import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { everyAccreditationOf } from './common-place.ts'
import { governingKey } from './controllers.ts'
import { keyStatesOf, type AuthorityState, type KeyState } from './office.ts'
import type { Place } from './place.ts'

/** Reads it from the ledger: nothing is remembered. Throws `LedgerUnavailable`. */
export async function stateOf(place: Place, authority: NetworkAuthority): Promise<AuthorityState> {
  const { id, name, did } = authority
  const { ledger } = place.network
  const { document, metadata, formerKey } = await publishedDocument(ledger, did)
  const stands = (kid: string): KeyState['state'] => (document.verificationMethod.some((method) => method.id === kid) ? 'published' : (formerKey(kid)?.fate ?? 'not published'))
  const accreditations = everyAccreditationOf(place, authority).map(async ({ kind, scope }) => {
    const end = await accreditedUntil(ledger, { kind, scope, authorityDid: did })
    return { to: kind, type: scope, until: end === 0 ? null : dateTimeOf(end) }
  })
  return {
    id,
    name,
    did,
    given_up: metadata.deactivated === true,
    governs: (await governingKey(place, authority)) !== null,
    keys: keyStatesOf(authority, stands),
    accreditations: await Promise.all(accreditations),
  }
}
