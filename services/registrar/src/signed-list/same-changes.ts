import type { ListChange } from '@counterfoil/shared/signed-list/list-change'

const day = 24 * 3600

/** Whether two entries do the same, but for ends that lie within a day of each other. */
export function sameChanges(one: readonly ListChange[], other: readonly ListChange[]): boolean {
  return one.length === other.length && one.every((change, place) => isSame(change, other[place]))
}

function isSame(one: ListChange, other: ListChange | undefined): boolean {
  if (one.kind !== 'accredit' || other?.kind !== 'accredit') return JSON.stringify(one) === JSON.stringify(other)
  return Math.abs(one.until - other.until) <= day && JSON.stringify({ ...one, until: 0 }) === JSON.stringify({ ...other, until: 0 })
}
