import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../domain/authority.ts'
import type { DeflatedBytes, ListFormName, StatusLists } from '../ports.ts'
import { listTtl, signList, type PublishedList, type SignListPorts } from './sign-list.ts'

export interface PastListsPorts extends SignListPorts {
  readonly clock: Clock
  readonly lists: Pick<StatusLists, 'standingAsOf'>
  readonly deflated: (bytes: Uint8Array) => DeflatedBytes
  /** Counts what one caller had built; the seconds to wait when that is too much, else 0. */
  readonly countBuilt: (caller: string) => number
}

/** Null when nothing is known of that time; `now` when the present list tells; how many seconds to wait where too many are asked for at once. */
export type PublishAsOf = (authority: Authority, list: number, form: ListFormName, asked: { readonly time: EpochSeconds; readonly caller: string }) => Promise<PublishedList | null | 'now' | { readonly wait: number }>

/** What is asked of the past is answered for whole periods of this length, so that there aren't more answers than anybody can keep. */
const period = listTtl
/** How long after a period's beginning everything that was done before it is committed. */
const settled = 10
/** As long as statements of lists are kept. */
const remembered = 400 * 24 * 3600
const mostPast = 64
/** How many may wait to be built: anybody may ask, and each costs a whole list. */
const mostWaiting = 8
/** Of these, one caller's: few callers must not take the line from everybody else. */
const mostWaitingOfOne = 2
const patience = 5

/** Lists as they were, built one after another. What they say never changes, so whoever asks for one may keep it. @see Token Status List, section 8.4 */
export function pastLists(ports: PastListsPorts): PublishAsOf {
  const known = new Map<string, Promise<PublishedList | null>>()
  const waiting: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  const isLineFull = (caller: string): boolean => waiting.length >= mostWaiting || waiting.filter((one) => one === caller).length >= mostWaitingOfOne
  const inTurn = (caller: string, build: () => Promise<PublishedList | null>): Promise<PublishedList | null> => {
    waiting.push(caller)
    const built = last.then(build).finally(() => waiting.splice(waiting.indexOf(caller), 1))
    last = built.catch(() => null)
    return built
  }
  return async (authority, list, form, { time, caller }) => {
    const now = ports.clock.now()
    const began = (time - (time % period)) as EpochSeconds
    if (time > now || began < now - remembered) return null
    if (now - began < settled) return 'now'
    const key = `${authority.identifier}/${list}/${form}/${began}`
    const before = known.get(key)
    const wait = before !== undefined ? 0 : isLineFull(caller) ? patience : ports.countBuilt(caller)
    if (wait > 0) return { wait }
    const found = before ?? inTurn(caller, () => signPast(ports, authority, { list, form, began }))
    known.delete(key)
    known.set(key, found)
    const [oldest] = known.keys()
    if (known.size > mostPast && oldest !== undefined) known.delete(oldest)
    found.catch(() => known.delete(key))
    return found
  }
}

async function signPast(ports: PastListsPorts, authority: Authority, { list, form, began }: { readonly list: number; readonly form: ListFormName; readonly began: EpochSeconds }): Promise<PublishedList | null> {
  const standing = await ports.lists.standingAsOf({ statusIssuer: authority.id, statusList: list }, began)
  if (standing === null) return null
  const bits = makeStatusBits(standing.size, 2)
  for (const { index, status } of standing.entries) writeStatus(bits, index, status)
  return signList(ports, authority, { list, form, issuedAt: began, expiresAt: plus(began, period), bits, deflated: ports.deflated(bits.bytes) })
}
