import { accreditationWords } from '@counterfoil/service-kit/authority/accreditation-words'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { typeIdOf } from '@counterfoil/shared/network/network'
import type { Office } from './office.ts'

function wordsOf(until: string): string {
  const day = until.slice(0, 10)
  return Date.parse(until) / 1000 > systemClock.now() ? `until ${day}` : `no more, since ${day}`
}

const idOf = ({ network }: Office, did: string): string => network.authorities.find((one) => one.did === did)?.id ?? did

/** What the ledger, or the list, says of an authority now, line by line. */
export async function showAuthority(office: Office, id: string): Promise<readonly string[]> {
  const { name, did, given_up: givenUp, governs, keys, accreditations } = await office.stateOf(office.authority(id))
  const { governors, threshold } = await office.government()
  return [
    `${name.en}  ${did}${givenUp ? '  given up' : ''}`,
    ...keys.map(({ role, kid, state, signs_from: from }) => (from === undefined ? `  ${role} key  ${kid}  ${state}` : `  next ${role} key  ${kid}  ${state}, signs from ${from}`)),
    ...accreditations.flatMap(({ to, type, until }) => (until === null ? [] : [`  may ${accreditationWords(to, to === 'list' ? idOf(office, type) : typeIdOf(type))}  ${wordsOf(until)}`])),
    `  ${governs ? `governs the consortium, ${threshold} of ${governors}` : 'does not govern the consortium'}`,
  ]
}
