import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../domain/authority.ts'
import type { DeflatedBytes, ListFormName, StatusLists } from '../ports.ts'
import { listTtl, signList, type PublishedList, type SignListPorts } from './sign-list.ts'

interface Ports extends SignListPorts {
  readonly clock: Clock
  readonly lists: Pick<StatusLists, 'standingAsOf'>
  readonly deflated: (bytes: Uint8Array) => DeflatedBytes
}

/** Null when nothing is known of that time; `now` when the present list tells. */
export type PublishAsOf = (authority: Authority, list: number, form: ListFormName, time: EpochSeconds) => Promise<PublishedList | null | 'now'>

/** What is asked of the past is answered for whole periods of this length, so that there aren't more answers than anybody can keep. */
const period = listTtl
/** How long after a period's beginning everything that was done before it is committed. */
const settled = 10
/** As long as statements of lists are kept. */
const remembered = 400 * 24 * 3600
const mostPast = 64

/** Lists as they were. They never change, so whoever asks for one may keep it for good. @see Token Status List, section 8.4 */
export function pastLists(ports: Ports): PublishAsOf {
  const known = new Map<string, Promise<PublishedList | null>>()
  return async (authority, list, form, time) => {
    const now = ports.clock.now()
    const began = (time - (time % period)) as EpochSeconds
    if (time > now || began < now - remembered) return null
    if (now - began < settled) return 'now'
    const key = `${authority.identifier}/${list}/${form}/${began}`
    const found = known.get(key) ?? signPast(ports, authority, { list, form, began })
    known.delete(key)
    known.set(key, found)
    const [oldest] = known.keys()
    if (known.size > mostPast && oldest !== undefined) known.delete(oldest)
    found.catch(() => known.delete(key))
    return found
  }
}

async function signPast(ports: Ports, authority: Authority, { list, form, began }: { readonly list: number; readonly form: ListFormName; readonly began: EpochSeconds }): Promise<PublishedList | null> {
  const standing = await ports.lists.standingAsOf({ statusIssuer: authority.id, statusList: list }, began)
  if (standing === null) return null
  const bits = makeStatusBits(standing.size, 2)
  for (const { index, status } of standing.entries) writeStatus(bits, index, status)
  return signList(ports, authority, { list, form, issuedAt: began, expiresAt: plus(began, period), bits, deflated: ports.deflated(bits.bytes) })
}
