import { thresholdFor } from '@counterfoil/service-kit/governance/threshold'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { listKey } from '@counterfoil/service-kit/signed-list/list-keys'
import { accreditedUntil, planAccreditation, planAnchorKey, planListing, type PlannedChange } from '@counterfoil/service-kit/signed-list/plan-list'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { accreditationsAt } from '../common-place.ts'
import { byDecision, type Plan } from '../plan.ts'
import { governorKeys } from './list-controllers.ts'
import type { ListPlace } from './list-place.ts'

const year = 365 * 24 * 3600

/** What the consortium has to decide for an authority that joins: to know its key, accredit it for every type, list it and, if it is to govern, seat it. */
export async function planListMembership(place: ListPlace, authority: NetworkAuthority, governs: boolean): Promise<Plan<ListChange>> {
  const { state } = await place.entries.judged()
  const { did, letter, name, issuerUrl, verifierUrl } = authority
  const accreditations = accreditationsAt(place).flatMap((accreditation) => {
    const asked = { ...accreditation, did }
    // What it has already is renewed by a decision of its own.
    return accreditedUntil(state, asked) > systemClock.now() ? [] : planAccreditation(state, asked, systemClock.now() + year)
  })
  const planned = [...(await planAdmission(place, state, authority, governs)), ...(await planAnchoring(place, state, authority)), ...accreditations, ...planListing(state, { did, letter, name, issuer: issuerUrl, verifier: verifierUrl })]
  return byDecision(planned.map(({ words }) => words), planned.map(({ change }) => change))
}

async function planAdmission(place: ListPlace, state: ListState, authority: NetworkAuthority, governs: boolean): Promise<readonly PlannedChange[]> {
  const { did, name } = authority
  const { government, controllers } = state
  const isSeated = government?.governors.some((one) => one.did === did) ?? false
  const known = controllers.get(did)
  if (government === null || isSeated || (known !== undefined && !governs)) return []
  const jwk = known ?? (await ownKey(place, state, authority))
  if (!governs) return [{ words: `Have the controller key of ${name.en} sign for ${did}`, change: { kind: 'control', did, jwk } }]
  const governors = [...government.governors, { did, jwk }]
  const threshold = thresholdFor(governors.length)
  return [{ words: `Let ${name.en} govern too: ${threshold} of ${governors.length} decide from then on`, change: { kind: 'govern', ...government, threshold, governors } }]
}

async function planAnchoring(place: ListPlace, { anchorKeys }: ListState, { id, did, name }: NetworkAuthority): Promise<readonly PlannedChange[]> {
  if (anchorKeys.has(did)) return []
  const { publicJwk } = await listKey((await place.signing('credential')).custody, 'anchor', id)
  return [planAnchorKey(did, name.en, publicJwk)]
}

async function ownKey(place: ListPlace, state: ListState, authority: NetworkAuthority): Promise<P256PublicJwk> {
  const { begun } = await governorKeys(place, state, authority)
  if (begun === null) throw new Refusal('conflict', { detail: `the controller key of ${authority.id} is not here` })
  return publicJwkOf(begun.key.publicKeyHex)
}
