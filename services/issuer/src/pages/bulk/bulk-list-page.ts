import { html, wideTable } from '@counterfoil/ui/components'
import type { ListedJob } from '../../use-cases/bulk/staff-bulk.ts'
import { momentInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { bulkWords } from '../words/bulk.ts'
import { numberIn, shownStateOf, stateTag } from './bulk-state.ts'

/** Files of a council's own, the newest first. */
export function bulkListPage(view: StaffView, jobs: readonly ListedJob[]): string {
  const words = bulkWords[view.language]
  const number = numberIn(view.language)
  const rows = jobs.map((listed) => [
    { text: html`<a class="govuk-link" href="/staff/bulk/${listed.job.id}">${momentInWords(listed.job.preparedAt, view.language)}</a>` },
    { text: number(listed.job.counts.create), format: 'numeric' as const },
    { text: stateTag(shownStateOf(listed), view.language) },
  ])
  return staffPage(view, {
    title: words.title,
    section: 'bulk',
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
<p class="govuk-body"><a class="govuk-button" role="button" draggable="false" id="bulk-upload" href="/staff/bulk/new">${words.upload}</a></p>
${
  jobs.length === 0
    ? html`<p class="govuk-body" id="bulk-none">${words.none}</p>`
    : wideTable(words.list.caption, { caption: words.list.caption, captionClasses: 'govuk-table__caption--m', firstCellIsHeader: true, head: [{ text: words.list.uploaded }, { text: words.list.offers, format: 'numeric' }, { text: words.list.state }], rows })
}`,
  })
}
