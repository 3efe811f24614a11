import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Activity } from './activity.ts'
import { claimRows } from './claim-leaves.ts'
import { copiesLeft } from './credential-copies.ts'
import type { HeldCredential } from './held-credential.ts'
import { renewalOf } from './renewal.ts'

/** When so few copies are left that nobody was shown, there should be new ones. */
const few = 1
/** How long after its council gave tokens nothing is asked again, in seconds: one that gives the same again is left in peace. */
const pause = 6 * 3600
/** The same after an attempt of which nothing came: a council in trouble is left in peace, also by a wallet that is opened again and again. */
const rest = 600
/**
 * How long after the citizen showed anything, at least, in seconds. The issuer sees who asks for new copies, and the verifier when a form
 * was filled in: a wallet that asked at once would tell the one of the other's visitor. How much later is left to chance, so that nobody can reckon back.
 */
const quiet = 3600

/** Whether its issuer is to be asked for this credential again: few copies are left, or its end is near. */
export function isToBeRenewed(held: HeldCredential, others: readonly HeldCredential[], now: number): boolean {
  const { grant, unconfirmed, standing, expiresAt } = held
  if (grant === undefined || unconfirmed !== undefined || isLately(grant.askedAt, now, pause) || isLately(grant.triedAt, now, rest)) return false
  // What the council took away it won't give again, and asking would only say that the citizen is there.
  if (standing.state === 'withdrawn' || standing.state === 'suspended') return false
  const left = copiesLeft(held)
  return (left !== null && left <= few) || (expiresAt !== null && isNearEnd(held, expiresAt, now) && (expiresAt <= now || renewalOf(held, others, now)?.isOpen === true))
}

/** What was noted while the clock was ahead is not lately: it would be so until that day. */
const isLately = (at: number | undefined, now: number, within: number): boolean => at !== undefined && at <= now && now - at < within

/** What stands for a few days, and may be renewed at once, isn't renewed on the day on which it came. */
const isNearEnd = ({ receivedAt }: Pick<HeldCredential, 'receivedAt'>, end: number, now: number): boolean => now - receivedAt >= (end - receivedAt) / 2

/** Whether nothing was shown lately. `chance` is of one wallet that is open, from 0 to 1. */
export function isQuiet(activities: readonly Pick<Activity, 'kind' | 'at'>[], now: number, chance: number): boolean {
  const last = Math.max(-Infinity, ...activities.filter(({ kind }) => kind !== 'received').map(({ at }) => at))
  return now - last >= quiet * (1 + chance)
}

/** The names of the facts that are others than before. */
export function changedFacts(before: Pick<HeldCredential, 'claims' | 'labels'>, after: Pick<HeldCredential, 'claims' | 'labels'>): readonly Bilingual[] {
  const [old, present] = [claimRows(before.claims, before.labels), claimRows(after.claims, after.labels)].map((rows) => new Map(rows.map(({ path, label, value }) => [path.join('/'), { label, value }])))
  const paths = [...new Set([...(present?.keys() ?? []), ...(old?.keys() ?? [])])]
  return paths.flatMap((path) => {
    const [is, was] = [present?.get(path), old?.get(path)]
    return is?.value === was?.value ? [] : [(is ?? was)?.label ?? []].flat()
  })
}
