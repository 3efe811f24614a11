import { plus, seconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { byteOf, makeStatusBits, readStatus, statusValue, writeStatus, type StatusBits, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority, ListName } from '../domain/authority.ts'
import { tickAt } from '../domain/publishing-clock.ts'
import type { DeflatedBytes, ListFormName, StandingList, StatusLists } from '../ports.ts'
import { pastLists, type PastListsPorts, type PublishAsOf } from './publish-past-lists.ts'
import { signList, type IssuedList, type PublishedList, type SignListPorts } from './sign-list.ts'

interface Ports extends SignListPorts {
  readonly clock: Clock
  readonly lists: StatusLists
  readonly deflated: (bytes: Uint8Array) => DeflatedBytes
  /** From one tick of the publishing clock to the next; 0 where every change is published at once. */
  readonly every: Seconds
  readonly countBuilt: PastListsPorts['countBuilt']
}

/** One way of writing a list: what was signed last, and what is being signed elsewhere. */
interface Edition {
  published: IssuedList | null
  /** How many changes it knows. */
  signing: { readonly changes: number; readonly issuedAt: EpochSeconds; readonly list: Promise<IssuedList> } | null
}

interface LiveList {
  readonly bits: StatusBits
  readonly deflated: DeflatedBytes
  readonly editions: Map<string, Edition>
  /** Changes that wait for the next tick, with the time they came. */
  readonly waiting: { readonly at: EpochSeconds; readonly change: ChangedEntry }[]
  /** The tick up to which they were taken over. */
  settledAt: number
  changes: number
  lastIssuedAt: number
}

/** One entry that has another status than before. */
export interface ChangedEntry extends ListName {
  readonly index: number
  readonly status: StatusValue
}

export interface StatusPublisher {
  /** The signed list; null when there is none of this number. */
  publish(authority: Authority, list: number, form: ListFormName): Promise<PublishedList | null>
  /** The list as it was at a time, signed as of then. */
  readonly publishAsOf: PublishAsOf
  /** Takes over changes that have been committed; to be called in the order of commits. The next reader, or the first one after the next tick, sees all of them, or none. */
  apply(...changes: readonly ChangedEntry[]): Promise<void>
  /** A commit may not have reached the lists in memory: each is read from the database again before the next reader gets it. */
  doubt(): void
}

const listLifetime = seconds(24 * 60 * 60)
const signedAnewAfter = 12 * 60 * 60

/**
 * Publishes status lists from bytes in memory, each form of one signed once for each change. The database is the truth: what is here is rebuilt
 * from it, and changed only after a commit. Where a publishing clock goes, every list is signed once for each tick instead, as of the tick, whether or
 * not anything changed: neither its time nor its tag tells when something did, nor that it did. @see Token Status List, sections 5 and 12.5
 */
export function statusPublisher(ports: Ports): StatusPublisher {
  const lists = new Map<string, Promise<LiveList | null>>()
  const live = (name: ListName): Promise<LiveList | null> => {
    const key = `${name.statusIssuer}/${name.statusList}`
    const known = lists.get(key)
    if (known !== undefined) return known
    const loading = load(ports, name)
    lists.set(key, loading)
    const forget = (): void => void (lists.get(key) === loading && lists.delete(key))
    // A list that doesn't exist yet may be opened later, and a failed load may succeed later.
    loading.then((loaded) => loaded === null && forget(), forget)
    return loading
  }
  return {
    publish: async (authority, list, form) => {
      const found = await live({ statusIssuer: authority.id, statusList: list })
      return found === null ? null : publishAt(ports, authority, { list, live: found, form })
    },
    publishAsOf: pastLists(ports),
    apply: async (...changes) => {
      const found = await Promise.all(changes.map(async (change) => ({ change, list: await live(change) })))
      const at = ports.clock.now()
      for (const { change, list } of found) {
        if (list === null) throw new Error('A counterfoil names a status list that does not exist.')
        if (ports.every === 0) applyTo(list, change)
        else list.waiting.push({ at, change })
      }
      step('status.applied')
    },
    doubt: () => lists.clear(),
  }
}

/** Takes over, once for each tick, what came before it; and what comes from a time that a clock, set back, has yet to reach. */
function settle(live: LiveList, tick: EpochSeconds, now: EpochSeconds): void {
  if (tick === live.settledAt) return
  live.settledAt = tick
  const isDue = ({ at }: LiveList['waiting'][number]): boolean => at < tick || at > now
  const due = live.waiting.filter(isDue)
  if (due.length === 0) return
  live.waiting.splice(0, live.waiting.length, ...live.waiting.filter((one) => !isDue(one)))
  for (const { change } of due) applyTo(live, change)
}

function applyTo(live: LiveList, { index, status }: ChangedEntry): void {
  // Two changes that race may arrive in either order; a revocation is final in whichever.
  if (readStatus(live.bits, index) !== statusValue.revoked) writeStatus(live.bits, index, status)
  live.deflated.changed(byteOf(live.bits, index))
  for (const edition of live.editions.values()) edition.published = null
  live.changes += 1
}

/** The list as it stands; where a publishing clock goes, as it stood at the last tick, with what changed since then waiting: not even a start tells when something did. */
async function load({ lists, deflated, clock, every }: Ports, name: ListName): Promise<LiveList | null> {
  const now = clock.now()
  const atTick = every === 0 ? null : await lists.standingAsOf(name, tickAt(now, every))
  const present = await lists.standing(name)
  if (present === null) return null
  const bits = makeStatusBits(present.size, 2)
  for (const { index, status } of (atTick ?? present).entries) writeStatus(bits, index, status)
  const waiting = atTick === null ? [] : changesBetween(atTick, present).map(({ index, status }) => ({ at: now, change: { ...name, index, status } }))
  return { bits, deflated: deflated(bits.bytes), editions: new Map(), waiting, settledAt: 0, changes: 0, lastIssuedAt: 0 }
}

function changesBetween(before: StandingList, after: StandingList): StandingList['entries'] {
  const stood = new Map(before.entries.map(({ index, status }) => [index, status]))
  const stands = new Set(after.entries.map(({ index }) => index))
  const reinstated = before.entries.filter(({ index }) => !stands.has(index)).map(({ index }) => ({ index, status: statusValue.valid }))
  return [...after.entries.filter(({ index, status }) => stood.get(index) !== status), ...reinstated]
}

interface Wanted {
  readonly list: number
  readonly live: LiveList
  readonly form: ListFormName
}

/** Each form of each profile, which has the list at an address of its own. */
function editionOf(live: LiveList, { profile }: Authority, form: ListFormName): Edition {
  const name = `${profile.id} ${form}`
  const edition = live.editions.get(name) ?? { published: null, signing: null }
  live.editions.set(name, edition)
  return edition
}

function publishAt(ports: Ports, authority: Authority, { list, live, form }: Wanted): IssuedList | Promise<IssuedList> {
  const now = ports.clock.now()
  const tick = tickAt(now, ports.every)
  settle(live, tick, now)
  const edition = editionOf(live, authority, form)
  const { published, signing } = edition
  const { changes } = live
  const { kid } = ports.signerOf(authority)
  // A list by the key before is no use to anybody once that key was removed.
  const isCurrent = ports.every === 0 ? (issuedAt: EpochSeconds) => now - issuedAt < signedAnewAfter : (issuedAt: EpochSeconds) => issuedAt >= tick
  if (published !== null && published.kid === kid && isCurrent(published.issuedAt)) return published
  if (signing !== null && signing.changes === changes && isCurrent(signing.issuedAt)) return signing.list
  // A clock that goes back must not make a newer list look older than the one before.
  const issuedAt = Math.max(tick, live.lastIssuedAt) as EpochSeconds
  live.lastIssuedAt = issuedAt
  const signed = signList(ports, authority, { list, form, issuedAt, expiresAt: plus(issuedAt, listLifetime), bits: live.bits, deflated: live.deflated })
  const keep = (issued: IssuedList): IssuedList => {
    // A change that was committed while the key signed is not in this list.
    if (live.changes === changes) edition.published = issued
    return issued
  }
  return signed instanceof Promise ? finishLater(edition, { changes, issuedAt }, signed.then(keep)) : keep(signed)
}

/** Readers who come while a distant key signs share its signature. */
function finishLater(edition: Edition, asOf: { readonly changes: number; readonly issuedAt: EpochSeconds }, finishing: Promise<IssuedList>): Promise<IssuedList> {
  const list = finishing.finally(() => {
    if (edition.signing?.list === list) edition.signing = null
  })
  edition.signing = { ...asOf, list }
  return list
}
