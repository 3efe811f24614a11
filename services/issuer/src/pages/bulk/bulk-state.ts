import { tag, type Attributes, type Raw, type TagColour } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { BulkState } from '../../domain/bulk/bulk-job.ts'
import type { ListedJob } from '../../use-cases/bulk/staff-bulk.ts'
import { bulkWords } from '../words/bulk.ts'

/** Where a job stands, with what somebody else said of it, and what runs before it, taken into account. */
export type ShownBulkState = BulkState | 'approved' | 'refused' | 'expired' | 'in_line'

export function shownStateOf({ job: { state }, approval, waits }: ListedJob): ShownBulkState {
  if (waits) return 'in_line'
  if (state !== 'asked' || approval === null) return state
  if (approval.mayBegin) return 'approved'
  return approval.state === 'refused' || approval.state === 'expired' ? approval.state : state
}

const colours: Readonly<Record<ShownBulkState, TagColour>> = { prepared: 'grey', asked: 'yellow', approved: 'blue', refused: 'red', expired: 'orange', in_line: 'yellow', running: 'blue', paused: 'yellow', finished: 'green', cancelled: 'grey' }

export const stateTag = (state: ShownBulkState, language: Language, attributes: Attributes = {}): Raw => tag({ text: bulkWords[language].states[state], colour: colours[state], attributes })

/** Numbers as people here write them: 10,000. */
export const numberIn = (language: Language) => {
  const format = new Intl.NumberFormat(language === 'cy' ? 'cy' : 'en-GB', { maximumFractionDigits: 0 })
  return (count: number): string => format.format(count)
}
