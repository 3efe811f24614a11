import { hasTypedCodes, type BulkDelivery } from './bulk-delivery.ts'

/** Rows in one transaction at most: others write between two of them. */
const mostTogether = 100
/** With codes to type each row takes as long as dozens of others: a pause, and a kill, are to cost no more than a second's work. */
const mostTogetherTyped = 5

export interface BulkPace {
  /** Rows in one unit. */
  readonly together: number
  /** How long it rests after a unit. */
  readonly restAfter: (rows: number, tookMs: number) => number
}

/** How fast a job goes, so that citizens who collect meanwhile notice nothing: so many rows a second at most; with codes to type it rests as long as it worked. */
export function paceOf(delivery: BulkDelivery, rowsPerSecond: number): BulkPace {
  const isTyped = hasTypedCodes(delivery)
  const together = Math.max(1, Math.min(isTyped ? mostTogetherTyped : mostTogether, Math.floor(rowsPerSecond / 5)))
  return {
    together,
    restAfter: (rows, tookMs) => Math.max(0, (rows / rowsPerSecond) * 1000 - tookMs, isTyped ? tookMs : 0),
  }
}
