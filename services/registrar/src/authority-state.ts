import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { governingKey } from './controllers.ts'
import type { Place } from './place.ts'

export interface KeyState {
  readonly role: string
  readonly kid: string
  readonly state: 'published' | 'revoked' | 'expired' | 'replaced' | 'not published'
  /** Instant from which it signs, for a key that waits. */
  readonly signs_from?: string
}

/** What the ledger says of an authority now. */
export interface AuthorityState {
  readonly id: string
  readonly name: Bilingual
  readonly did: string
  readonly given_up: boolean
  readonly governs: boolean
  readonly keys: readonly KeyState[]
  readonly accreditations: readonly { readonly to: 'issue' | 'request'; readonly type: string; readonly until: string | null }[]
}

/** Reads it from the ledger: nothing is remembered. Throws `LedgerUnavailable`. */
export async function stateOf(place: Place, authority: NetworkAuthority): Promise<AuthorityState> {
  const { id, name, did, keys } = authority
  const { ledger } = place.network
  const { document, metadata, formerKey } = await publishedDocument(ledger, did)
  const stands = (kid: string): KeyState['state'] => (document.verificationMethod.some((method) => method.id === kid) ? 'published' : (formerKey(kid)?.fate ?? 'not published'))
  const accreditations = (['issue', 'request'] as const).map(async (kind) => {
    const end = await accreditedUntil(ledger, { kind, vct: place.residency, authorityDid: did })
    return { to: kind, type: place.residency, until: end === 0 ? null : dateTimeOf(end) }
  })
  return {
    id,
    name,
    did,
    given_up: metadata.deactivated === true,
    governs: (await governingKey(place, authority)) !== null,
    keys: Object.entries(keys).flatMap(([role, { kid, next }]) => [
      { role, kid, state: stands(kid) },
      ...(next === undefined ? [] : [{ role, kid: next.kid, state: stands(next.kid), signs_from: dateTimeOf(next.signsFrom) }]),
    ]),
    accreditations: await Promise.all(accreditations),
  }
}
