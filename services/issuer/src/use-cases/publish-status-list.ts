import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { byteOf, makeStatusBits, readStatus, statusValue, writeStatus, type StatusBits, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import { statusListClaims, statusListType } from '@counterfoil/shared/status-list/status-list-token'
import { step } from '@counterfoil/service-kit/system/steps'
import { statusListUri, type Authority } from '../domain/authority.ts'
import type { DeflatedBytes, Es256Signer, StatusLists } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly lists: StatusLists
  readonly signerOf: (authority: Authority) => Es256Signer<'status'>
  readonly deflated: (bytes: Uint8Array) => DeflatedBytes
  readonly encode: (content: string | Uint8Array) => string
  readonly fingerprint: (text: string) => string
}

export interface PublishedList {
  readonly token: string
  readonly etag: string
}

type IssuedList = PublishedList & { readonly issuedAt: EpochSeconds; readonly kid: string }

interface LiveList {
  readonly bits: StatusBits
  readonly deflated: DeflatedBytes
  published: IssuedList | null
  /** What is being signed elsewhere, and how many changes it knows. */
  signing: { readonly changes: number; readonly list: Promise<IssuedList> } | null
  changes: number
  lastIssuedAt: number
}

/** One entry that has another status than before. */
export interface ChangedEntry {
  readonly list: number
  readonly index: number
  readonly status: StatusValue
}

export interface StatusPublisher {
  /** The signed list; null when there is none of this number. */
  publish(authority: Authority, list: number): Promise<PublishedList | null>
  /** Takes over changes that have been committed; to be called in the order of commits. The next reader sees all of them, or none. */
  apply(authority: Authority, ...changes: readonly ChangedEntry[]): Promise<void>
}

/** A verifier may keep a list this long before it asks again. */
export const listTtl = seconds(300)
const listLifetime = seconds(24 * 60 * 60)
const signedAnewAfter = 12 * 60 * 60

/**
 * Publishes status lists from bytes in memory. The database is the truth: what is here is rebuilt from it, and changed
 * only after a commit. @see Token Status List, section 5.1
 */
export function statusPublisher(ports: Ports): StatusPublisher {
  const lists = new Map<string, Promise<LiveList | null>>()
  const live = (authority: Authority, list: number): Promise<LiveList | null> => {
    const key = `${authority.id}/${list}`
    const known = lists.get(key)
    if (known !== undefined) return known
    const loading = load(ports, authority, list)
    lists.set(key, loading)
    // A list that doesn't exist yet may be opened later, and a failed load may succeed later.
    loading.then((loaded) => loaded === null && lists.delete(key), () => lists.delete(key))
    return loading
  }
  return {
    publish: async (authority, list) => {
      const found = await live(authority, list)
      return found === null ? null : publishAt(ports, authority, list, found)
    },
    apply: async (authority, ...changes) => {
      const found = await Promise.all(changes.map(async (change) => ({ change, list: await live(authority, change.list) })))
      for (const { change, list } of found) applyTo(list, change)
      step('status.applied')
    },
  }
}

function applyTo(live: LiveList | null, { index, status }: ChangedEntry): void {
  if (live === null) throw new Error('A counterfoil names a status list that does not exist.')
  // Two changes that race may arrive in either order; a revocation is final in whichever.
  if (readStatus(live.bits, index) !== statusValue.revoked) writeStatus(live.bits, index, status)
  live.deflated.changed(byteOf(live.bits, index))
  live.published = null
  live.changes += 1
}

async function load({ lists, deflated }: Ports, authority: Authority, list: number): Promise<LiveList | null> {
  const standing = await lists.standing(authority.id, list)
  if (standing === null) return null
  const bits = makeStatusBits(standing.size, 2)
  for (const { index, status } of standing.entries) writeStatus(bits, index, status)
  return { bits, deflated: deflated(bits.bytes), published: null, signing: null, changes: 0, lastIssuedAt: 0 }
}

function publishAt(ports: Ports, authority: Authority, list: number, live: LiveList): IssuedList | Promise<IssuedList> {
  const now = ports.clock.now()
  const { published, signing, changes } = live
  const signer = ports.signerOf(authority)
  // A list by the key before is no use to anybody once that key was removed.
  if (published !== null && published.kid === signer.kid && now - published.issuedAt < signedAnewAfter) return published
  if (signing !== null && signing.changes === changes) return signing.list
  // A clock that goes back must not make a newer list look older than the one before.
  const issuedAt = Math.max(now, live.lastIssuedAt) as EpochSeconds
  live.lastIssuedAt = issuedAt
  const header = { alg: 'ES256', typ: statusListType, kid: signer.kid, x5c: signer.x5c }
  const facts = { uri: statusListUri(authority, list), issuedAt, expiresAt: plus(issuedAt, listLifetime), ttl: listTtl }
  const signingInput = `${ports.encode(JSON.stringify(header))}.${ports.encode(JSON.stringify(statusListClaims(facts, live.bits, () => live.deflated.bytes(), ports.encode)))}`
  const finish = (signature: string): IssuedList => {
    const token = `${signingInput}.${signature}`
    const issued = { token, etag: `"${ports.fingerprint(token)}"`, issuedAt, kid: signer.kid }
    // A change that was committed while the key signed is not in this list.
    if (live.changes === changes) live.published = issued
    return issued
  }
  const signature = signer.sign(signingInput)
  return typeof signature === 'string' ? finish(signature) : finishLater(live, changes, signature.then(finish))
}

/** Readers who come while a distant key signs share its signature. */
function finishLater(live: LiveList, changes: number, finishing: Promise<IssuedList>): Promise<IssuedList> {
  const list = finishing.finally(() => {
    if (live.signing?.list === list) live.signing = null
  })
  live.signing = { changes, list }
  return list
}
