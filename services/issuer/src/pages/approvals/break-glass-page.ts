import { button, errorSummary, html, radios, textInput, warningText } from '@counterfoil/ui/components'
import { breakGlassReasons } from '../../domain/approvals/break-glass.ts'
import type { DescribedSubject } from '../../domain/approval.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { approvalWords } from '../words/approvals/approvals.ts'
import { frameWords } from '../words/frame.ts'

export type LackingOfBreakGlass = 'reason' | 'phrase'

/** Asks why, and to type it out, before something goes ahead without a second person. */
export function breakGlassPage(view: StaffView, { id, described, lacking, chosen }: { readonly id: string; readonly described: DescribedSubject; readonly lacking: readonly LackingOfBreakGlass[]; readonly chosen: string | null }): string {
  const words = approvalWords[view.language].glass
  const errors = { reason: words.reasonNeeded, phrase: words.phraseNeeded(words.phrase) }
  const errorAt = (field: LackingOfBreakGlass) => (lacking.includes(field) ? { text: errors[field] } : undefined)
  return staffPage(view, {
    title: words.title,
    section: 'approvals',
    back: { href: `/staff/approvals/${id}` },
    hasError: lacking.length > 0,
    content: html`${lacking.length > 0 && errorSummary({ titleText: frameWords[view.language].problem, errorList: lacking.map((field) => ({ text: errors[field], href: `#${field}` })) })}
<span class="govuk-caption-l">${described.title[view.language]}</span><h1 class="govuk-heading-l">${words.title}</h1>${warningText({ text: words.warning, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
<form method="post" action="/staff/approvals/${id}/break-glass" novalidate>${csrfField(view)}<input type="hidden" name="content" value="${described.contentHash}">${radios({
      name: 'reason',
      fieldset: { legend: { text: words.legend, classes: 'govuk-fieldset__legend--m' } },
      errorMessage: errorAt('reason'),
      items: breakGlassReasons.map((reason) => ({ value: reason, text: words.reasons[reason] })),
      value: chosen ?? undefined,
    })}${textInput({ name: 'phrase', label: { text: words.type(words.phrase) }, errorMessage: errorAt('phrase'), autocomplete: 'off', spellcheck: false })}<div class="govuk-button-group">${button({ text: words.button, classes: 'govuk-button--warning', id: 'open-glass', preventDoubleClick: true })}<a class="govuk-link" href="/staff/approvals/${id}">${words.cancel}</a></div></form>`,
  })
}

/** In either language, for who types may have it in the other one. */
export const isPhrase = (typed: string): boolean => {
  const plain = typed.trim().toLocaleLowerCase('en-GB').split(/\s+/).join(' ')
  return [approvalWords.en, approvalWords.cy].some(({ glass }) => glass.phrase === plain)
}
