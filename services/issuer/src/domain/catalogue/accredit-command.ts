import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import { dayInLondon, daysAfter } from '../calendar-day.ts'

/** What the operator gives so that an authority is accredited for a year from now; the network's authorities then sign it. */
export const accreditCommand = (authority: string, kind: AccreditationKind, vct: string, now: EpochSeconds): string =>
  `pnpm authority -- accredit ${authority} --to ${kind} --type ${vct} --until ${daysAfter(dayInLondon(now), 365)}`
