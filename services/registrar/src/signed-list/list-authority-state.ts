import { accreditedUntil } from '@counterfoil/service-kit/signed-list/plan-list'
import { dateTimeOf, epochSeconds } from '@counterfoil/shared/kernel/branded'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { everyAccreditationOf } from '../common-place.ts'
import { keyStatesOf, type AuthorityState, type KeyState } from '../office.ts'
import type { ListPlace } from './list-place.ts'

/** What the list, and the authority's document beside it, say of it now. */
export async function stateOnList(place: ListPlace, authority: NetworkAuthority): Promise<AuthorityState> {
  const { id, name, did } = authority
  const { state } = await place.entries.judged()
  const methods = place.documentOf(authority).read()?.verificationMethod ?? []
  const stands = (kid: string): KeyState['state'] => {
    const method = methods.find((one) => one.id === kid)
    if (state.givenUp.has(did) || state.removedKeys.has(kid) || method?.revoked !== undefined) return 'revoked'
    if (method === undefined) return 'not published'
    return method.expires !== undefined && Date.parse(method.expires) / 1000 <= systemClock.now() ? 'expired' : 'published'
  }
  const accreditations = everyAccreditationOf(place, authority).map(({ kind, scope }) => {
    const end = accreditedUntil(state, { kind, scope, did })
    return { to: kind, type: scope, until: end === 0 ? null : dateTimeOf(epochSeconds(end)) }
  })
  const governs = state.government?.governors.some((governor) => governor.did === did) ?? false
  return { id, name, did, given_up: state.givenUp.has(did), governs, keys: keyStatesOf(authority, stands), accreditations }
}
