import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import type { LedgerWrite } from '../ports/ledger-writes.ts'
import { momentInWords } from './dates.ts'
import { staffPage, type StaffView } from './staff-page.ts'
import { networkWords } from './words/network.ts'

/** What of this authority waits to be written to the councils' network, in the order in which it will be. */
export function networkPage(view: StaffView, writes: readonly LedgerWrite[]): string {
  const words = networkWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: 'network',
    content: html`<h1 class="govuk-heading-l">${words.title}</h1>
<p class="govuk-body">${words.lead}</p>
${writes.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : waiting(view, writes)}`,
  })
}

function waiting(view: StaffView, writes: readonly LedgerWrite[]): Raw {
  const words = networkWords[view.language]
  return html`<p class="govuk-inset-text">${words.waiting}</p>${wideTable(words.caption, {
    caption: words.caption,
    firstCellIsHeader: true,
    head: [{ text: words.what }, { text: words.since }, { text: words.state }],
    rows: writes.map(({ what, askedAt, isSent }) => [{ text: words.kinds[what] }, { text: momentInWords(askedAt, view.language) }, { text: isSent ? words.sent : words.queued }]),
  })}`
}
