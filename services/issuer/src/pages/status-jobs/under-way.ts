import { html, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { StatusJob } from '../../domain/status-jobs/status-job.ts'
import { may } from '../../domain/staff-permission.ts'
import { secondInWords } from '../dates.ts'
import type { StaffView } from '../staff-page.ts'
import { statusJobWords } from '../words/status-jobs.ts'
import { jobTitle } from './status-job-in-words.ts'

/** What is confirmed for a credential and not done yet, as rows of its summary: while it can be undone, it isn't to be missed. */
export function underWayRows(view: StaffView, jobs: readonly StatusJob[]): readonly { readonly key: { readonly text: string }; readonly value: { readonly text: Raw } }[] {
  const words = statusJobWords[view.language].underWay
  return jobs.map((job) => ({ key: { text: words.key }, value: { text: html`${inWords(job, view.language)} ${may(view.staff, 'status') && html`<a class="govuk-link" href="/staff/status/${job.id}">${words.look}</a>`}` } }))
}

function inWords(job: StatusJob, language: Language): string {
  const words = statusJobWords[language].underWay
  const title = jobTitle(job, language)
  if (job.state === 'waiting') return words.waiting(title)
  return job.state === 'staged' ? words.staged(title, secondInWords(job.appliesAt ?? job.madeAt, language)) : words.running(title)
}
