import { accreditedUntil, planAccreditation, planListing } from '@counterfoil/service-kit/authority/accredit'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { addOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { thresholdFor } from '@counterfoil/service-kit/governance/threshold'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { accreditationsAt } from './common-place.ts'
import { governingKey, keysAt } from './controllers.ts'
import { byConsortium } from './ledger-plans.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'

const year = seconds(365 * 24 * 3600)

/** What the consortium has to decide for an authority that joins: to accredit for every type, list and, if it is to govern, seat it. */
export async function planMembership(place: Place, authority: NetworkAuthority, governs: boolean): Promise<Plan> {
  const { did, letter, name, issuerUrl, verifierUrl } = authority
  const { ledger } = place.network
  const writes: PlannedWrite[] = []
  for (const accreditation of accreditationsAt(place)) {
    const change = { ...accreditation, authorityDid: did }
    // What it has already is renewed by a decision of its own.
    if ((await accreditedUntil(ledger, change)) <= systemClock.now()) writes.push(...(await planAccreditation(ledger, { ...change, validity: year })))
  }
  writes.push(...(await planListing(ledger, { did, letter, name, issuer: issuerUrl, verifier: verifierUrl })))
  return byConsortium(place, writes, governs && (await governingKey(place, authority)) === null ? await admission(place, authority) : undefined)
}

async function admission(place: Place, authority: NetworkAuthority) {
  const { owners } = await readSafe(place.reader, place.governance.safe)
  const { owner, used } = await keysAt(place, authority)
  const threshold = thresholdFor(owners.length + 1)
  const words = `Let ${authority.name.en} govern too: ${threshold} of ${owners.length + 1} decide from then on`
  return { words: [words], calls: [addOwner(place.governance.safe, { owner: (owner ?? used).address, threshold })] }
}
