import { html, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { ShownJob } from '../../use-cases/bulk/staff-bulk.ts'
import { bulkWords } from '../words/bulk.ts'
import { numberIn } from './bulk-state.ts'

/** How far a job is, in words, for its page and for the script that keeps the page fresh. */
export interface ProgressInWords {
  readonly done: number
  readonly of: number
  readonly texts: { readonly done: string; readonly rate: string; readonly left: string }
  /** Another page is to be shown by now. */
  readonly isOver: boolean
}

/** `wasInLine`: as the page that asks knows it. */
export function progressInWords({ job: { state }, waits, progress: { done, of, rate, secondsLeft } }: Pick<ShownJob, 'job' | 'waits' | 'progress'>, language: Language, wasInLine = waits): ProgressInWords {
  const words = bulkWords[language].running
  const number = numberIn(language)
  const left = secondsLeft === null ? '' : secondsLeft < 100 ? words.seconds(secondsLeft) : words.minutes(Math.round(secondsLeft / 60))
  return { done, of, texts: { done: words.done(number(done), number(of)), rate: rate === null ? '' : words.rate(number(rate)), left: left === '' ? '' : words.left(left) }, isOver: state !== 'running' || waits !== wasInLine }
}

export function progressSection({ job, waits }: Pick<ShownJob, 'job' | 'waits'>, progress: ProgressInWords, language: Language): Raw {
  const words = bulkWords[language].running
  const live = job.state === 'running'
  return html`<div id="bulk-progress"${live && html` data-progress="/staff/bulk/${job.id}/progress?unattended${waits && html`&amp;in_line`}"`}><p class="govuk-body-l govuk-!-margin-bottom-2" data-progress-text="done">${progress.texts.done}</p>
<progress class="cf-progress" max="${progress.of}" value="${progress.done}" aria-label="${words.bar}">${progress.texts.done}</progress>
${live && html`<p class="govuk-body"><span class="cf-line" data-progress-text="rate">${progress.texts.rate}</span><span class="cf-line" data-progress-text="left">${progress.texts.left}</span></p><p class="govuk-visually-hidden" role="status" data-progress-said></p>`}</div>`
}
