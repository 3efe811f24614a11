import { button, errorSummary, html, insetText, notificationBanner, summaryList, textInput, warningText, type Raw } from '@counterfoil/ui/components'
import type { CheckedPrint, ShownPrint } from '../use-cases/prints/check-print.ts'
import { claimInWords } from './claim-in-words.ts'
import { dayInWords } from './dates.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { frameWords } from './words/frame.ts'
import { printWords } from './words/prints.ts'

/** Where staff check a print: what was scanned, or typed, is sent as a form and stands in no address. */
export function checkPrintPage(view: StaffView, { isMissing = false }: { readonly isMissing?: boolean } = {}): string {
  const words = printWords[view.language].check
  return staffPage(view, {
    title: words.title,
    section: 'prints',
    hasError: isMissing,
    content: html`${isMissing && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: words.missing, href: '#print' }] })}<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
<form method="post" action="/staff/prints" novalidate>${csrfField(view)}${textInput({
      name: 'print',
      label: { text: words.label },
      hint: { text: words.hint },
      errorMessage: isMissing ? { text: words.missing } : undefined,
      spellcheck: false,
      autocomplete: 'off',
      autocapitalize: 'characters',
    })}${button({ text: words.button, id: 'check-print' })}</form>`,
  })
}

/** What a print came to, and what was signed to compare with the paper. */
export function checkedPrintPage(view: StaffView, { outcome, shown, person }: CheckedPrint): string {
  const words = printWords[view.language]
  const [title, next] = words.outcomes[outcome]
  return staffPage(view, {
    title,
    section: 'prints',
    answersForm: true,
    back: { href: '/staff/prints' },
    content: html`<span class="govuk-caption-l">${words.check.title}</span><h1 class="govuk-heading-l" id="print-outcome" data-outcome="${outcome}">${title}</h1>
${outcome === 'genuine' ? notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: next }) : warningText({ text: next, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
${shown !== null && comparison(view, shown)}${shown === null && person !== null && insetText({ id: 'print-facts-withheld', text: words.check.withheld })}
${button({ text: words.check.another, href: '/staff/prints' })}`,
  })
}

function comparison(view: StaffView, shown: ShownPrint): Raw {
  const words = printWords[view.language].check
  const isSigned = shown.source === 'signature'
  return html`<h2 class="govuk-heading-m">${words.compare}</h2><p class="govuk-body">${isSigned ? words.compareLead : words.recordLead}</p>
${summaryList({
  rows: [
    { key: { text: words.type }, value: { text: shown.type.name[view.language] } },
    { key: { text: words.issuer }, value: { text: shown.issuer[view.language] } },
    ...shown.claims.map(({ claim, value }) => ({ key: { text: claim.label[view.language] }, value: { text: claimInWords(value, claim, view.language) } })),
    { key: { text: isSigned ? words.printed : words.issued }, value: { text: dayInWords(shown.issuedAt, view.language) } },
    { key: { text: words.expires }, value: { text: dayInWords(shown.expiresAt, view.language) } },
    { key: { text: words.reference }, value: { text: shown.reference } },
  ],
})}${insetText({ text: words.person })}`
}
