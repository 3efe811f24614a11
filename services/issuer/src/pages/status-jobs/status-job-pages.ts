import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, errorSummary, html, radios, wideTable } from '@counterfoil/ui/components'
import { jobChanges, mostInJob, type JobChange, type StatusJob } from '../../domain/status-jobs/status-job.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { statusJobWords } from '../words/status-jobs.ts'
import { jobTitle } from './status-job-in-words.ts'
import { jobStateTag } from './status-job-page.ts'

const back = { href: '/staff/caseload' }

export const pasteProblems = ['none', 'change', 'tooMany', 'tooManyFound'] as const

export interface PasteModel {
  readonly types: readonly CredentialType[]
  readonly change: JobChange | null
  readonly typeId: string | null
  /** What was wrong with what was sent; what was pasted is never shown again, for it is kept nowhere. */
  readonly problem: (typeof pasteProblems)[number] | null
}

/** Where a list of references is pasted. */
export function pastePage(view: StaffView, { types, change, typeId, problem }: PasteModel): string {
  const all = statusJobWords[view.language]
  const words = all.paste
  const message = problem === null ? null : problem === 'tooMany' || problem === 'tooManyFound' ? words.problems[problem](mostInJob) : words.problems[problem]
  const at = problem === 'change' ? 'change' : 'references'
  return staffPage(view, {
    title: words.title,
    section: 'caseload',
    back,
    hasError: message !== null,
    content: html`${message !== null && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: message, href: `#${at}` }] })}
<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
<form method="post" action="/staff/status/references" novalidate>${csrfField(view)}
<div class="govuk-form-group${message !== null && at === 'references' ? ' govuk-form-group--error' : ''}"><label class="govuk-label govuk-label--s" for="references">${words.label}</label>${message !== null && at === 'references' && html`<p class="govuk-error-message" id="references-error">${message}</p>`}<textarea class="govuk-textarea" id="references" name="references" rows="8" autocomplete="off" spellcheck="false"${message !== null && at === 'references' && html` aria-describedby="references-error"`}></textarea></div>
${radios({ name: 'change', value: change ?? '', errorMessage: message !== null && at === 'change' ? { text: message } : undefined, fieldset: { legend: { text: words.change, classes: 'govuk-fieldset__legend--s' } }, items: jobChanges.map((one) => ({ value: one, text: all.actions[one] })) })}
${radios({ name: 'type', value: typeId ?? '', classes: 'govuk-radios--small', fieldset: { legend: { text: words.type, classes: 'govuk-fieldset__legend--s' } }, items: [{ value: '', text: words.anyType }, ...types.map((type) => ({ value: type.id, text: type.name[view.language] }))] })}
${button({ text: words.button })}</form>`,
  })
}

/** Changes of many, newest first. */
export function recentJobsPage(view: StaffView, jobs: readonly StatusJob[]): string {
  const all = statusJobWords[view.language]
  const words = all.recent
  return staffPage(view, {
    title: words.title,
    section: 'caseload',
    back,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1>${
      jobs.length === 0
        ? html`<p class="govuk-body">${words.none}</p><p class="govuk-body"><a class="govuk-link" href="/staff/status/references">${all.actions.paste}</a></p>`
        : wideTable(words.title, {
            caption: words.title,
            captionClasses: 'govuk-visually-hidden',
            firstCellIsHeader: true,
            head: [{ text: words.what }, { text: words.many, format: 'numeric' }, { text: words.state }],
            rows: jobs.map((job) => [
              { text: html`<a class="govuk-link" href="/staff/status/${job.id}">${jobTitle(job, view.language)}</a><span class="cf-line govuk-body-s">${words.made}: ${momentInWords(job.madeAt, view.language)}</span>` },
              { text: String(job.many), format: 'numeric' as const },
              { text: jobStateTag(job.state, view) },
            ]),
          })
    }`,
  })
}
