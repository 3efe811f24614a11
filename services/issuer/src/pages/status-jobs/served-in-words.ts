import { epochSeconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Language } from '@counterfoil/ui/words'
import type { StatusChange } from '../../domain/counterfoil.ts'
import { momentInWords } from '../dates.ts'
import { statusJobWords } from '../words/status-jobs.ts'

interface Served {
  /** From the change to the list that held it, as it was seen. */
  readonly after: Seconds
  /** Until when verifiers may hold an older list. */
  readonly allBy: EpochSeconds
  readonly change: StatusChange
}

/** What was measured of a change here, and the bound of what nobody here can measure: when the last verifier knows of it. */
export function servedInWords(language: Language, { after, allBy, change }: Served): string {
  const { measured, refusedBy, acceptedBy } = statusJobWords[language].served
  return `${measured(after)} ${(change === 'reinstate' ? acceptedBy : refusedBy)(momentInWords(wholeMinute(allBy), language))}`
}

/** No earlier than it is so. */
const wholeMinute = (at: EpochSeconds): EpochSeconds => epochSeconds(Math.ceil(at / 60) * 60)
