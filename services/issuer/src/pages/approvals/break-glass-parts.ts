import { button, html, radios, summaryList, type Raw } from '@counterfoil/ui/components'
import { breakGlassVerdicts, type BreakGlass } from '../../domain/approvals/break-glass.ts'
import { momentInWords } from '../dates.ts'
import { approvalWords } from '../words/approvals/approvals.ts'
import { csrfField, type StaffView } from '../staff-page.ts'

/** Who let it go ahead without a second person, why and until when, and who looked at that. */
export function aboutBreakGlass(view: StaffView, glass: BreakGlass, { isOpen, mayEnd }: { readonly isOpen: boolean; readonly mayEnd: boolean }): Raw {
  const words = approvalWords[view.language].glass
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } })
  const reviewed = glass.reviewedBy === null || glass.reviewedAt === null || glass.verdict === null ? words.notReviewed : words.reviewedBy(glass.reviewedBy, momentInWords(glass.reviewedAt, view.language), words.verdicts[glass.verdict])
  return html`<h2 class="govuk-heading-m" id="glass">${approvalWords[view.language].withoutSecond}</h2>${summaryList({
    rows: [row(words.openedBy, glass.openedBy), row(words.legend, words.reasons[glass.reason]), row(isOpen ? words.endsAt : words.endedAt, momentInWords(glass.endsAt, view.language)), row(words.reviewed, reviewed)],
  })}${isOpen && mayEnd && html`<form method="post" action="/staff/approvals/${glass.approval}/break-glass/end" novalidate>${csrfField(view)}${button({ text: words.end, classes: 'govuk-button--warning', id: 'end-glass' })}</form>`}`
}

export function reviewForm(view: StaffView, { approval }: BreakGlass, { lacksVerdict, chosen }: { readonly lacksVerdict: boolean; readonly chosen: string | null }): Raw {
  const words = approvalWords[view.language].glass
  return html`<form method="post" action="/staff/approvals/${approval}/break-glass/review" novalidate>${csrfField(view)}${radios({
    name: 'verdict',
    fieldset: { legend: { text: words.reviewLegend, classes: 'govuk-fieldset__legend--m' } },
    errorMessage: lacksVerdict ? { text: words.reviewNeeded } : undefined,
    items: breakGlassVerdicts.map((verdict) => ({ value: verdict, text: words.verdicts[verdict] })),
    value: chosen ?? undefined,
  })}${button({ text: words.review, id: 'review-glass' })}</form>`
}
