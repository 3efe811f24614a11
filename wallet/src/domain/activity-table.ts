import { csvFileOf } from '@counterfoil/shared/kernel/csv'

/** One exchange as a row, in the citizen's language. */
export interface ActivityRow {
  readonly when: string
  readonly what: string
  readonly facts: string
}

/** The record as a file that spreadsheets open: the names of facts, as on the screen. */
export const activityTable = (headings: ActivityRow, rows: readonly ActivityRow[]): string => csvFileOf([headings, ...rows].map(({ when, what, facts }) => [when, what, facts]))
