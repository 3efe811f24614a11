import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { stateOf } from './authority-state.ts'
import type { Place } from './place.ts'

function wordsOf(until: string | null): string {
  if (until === null) return 'never'
  const day = until.slice(0, 10)
  return Date.parse(until) / 1000 > systemClock.now() ? `until ${day}` : `no more, since ${day}`
}

/** What the ledger says of an authority now, line by line. */
export async function showAuthority(place: Place, id: string): Promise<readonly string[]> {
  const { name, did, given_up: givenUp, governs, keys, accreditations } = await stateOf(place, place.authority(id))
  const { owners, threshold } = await readSafe(place.reader, place.governance.safe)
  return [
    `${name.en}  ${did}${givenUp ? '  given up' : ''}`,
    ...keys.map(({ role, kid, state, signs_from: from }) => (from === undefined ? `  ${role} key  ${kid}  ${state}` : `  next ${role} key  ${kid}  ${state}, signs from ${from}`)),
    ...accreditations.map(({ to, until }) => `  may ${to} residency  ${wordsOf(until)}`),
    `  ${governs ? `governs the consortium, ${threshold} of ${owners.length}` : 'does not govern the consortium'}`,
  ]
}
