import { radios, type Raw } from '@counterfoil/ui/components'
import type { ShownStatusJob } from '../../use-cases/status-jobs/status-job-desk.ts'
import type { StaffView } from '../staff-page.ts'
import { statusJobWords } from '../words/status-jobs.ts'

interface Asked {
  readonly tellable: ShownStatusJob['tellable']
  /** Something was chosen that isn't open. */
  readonly isWrong: boolean
  /** What was chosen before the page came again. */
  readonly before: string | null
}

/** Asks how those whom a change is about are told of it; nothing where nobody can be written to. */
export function tellingRadios({ language }: StaffView, { tellable, isWrong, before }: Asked): Raw | false {
  const words = statusJobWords[language].telling
  if (tellable.length < 2) return false
  const hintOf = (unreachable: number | null): string => (unreachable === null ? words.unknown : unreachable === 0 ? '' : words.unreachable(unreachable))
  return radios({
    name: 'telling',
    fieldset: { legend: { text: words.legend, classes: 'govuk-fieldset__legend--m' } },
    errorMessage: isWrong ? { text: words.needed } : undefined,
    items: tellable.map(({ telling, unreachable }) => ({ value: telling, text: words.ways[telling], ...(hintOf(unreachable) === '' ? {} : { hint: { text: hintOf(unreachable) } }) })),
    value: tellable.find(({ telling }) => telling === before)?.telling ?? 'none',
  })
}
