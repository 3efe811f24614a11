import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, html, radios, warningText, type Raw } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { Language } from '@counterfoil/ui/words'
import type { Counterfoil } from '../domain/counterfoil.ts'
import type { PrintedClaim } from '../domain/signed-print.ts'
import type { MadePrint } from '../use-cases/prints/make-print.ts'
import { claimInWords } from './claim-in-words.ts'
import { dayInWords } from './dates.ts'
import { bothFrom } from './offer-letter.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { printWords } from './words/prints.ts'

export const printSizes = ['normal', 'large'] as const
export type PrintSize = (typeof printSizes)[number]

/** Asks once more before a print is made, and how large. */
export function askPrintPage(view: StaffView, { counterfoil, type, person }: { readonly counterfoil: Counterfoil; readonly type: CredentialType; readonly person: string }): string {
  const words = printWords[view.language]
  const title = words.title(type.name[view.language])
  return staffPage(view, {
    title,
    back: { href: `/staff/people/${counterfoil.person}` },
    content: html`<span class="govuk-caption-l">${person}</span><h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${words.lead}</p><p class="govuk-body">${words.again}</p>
<form method="post" action="/staff/credentials/${counterfoil.id}/print" novalidate>${csrfField(view)}${radios({
      name: 'size',
      value: 'normal',
      fieldset: { legend: { text: words.size.legend, classes: 'govuk-fieldset__legend--m' } },
      items: printSizes.map((size) => ({ value: size, text: words.size[size] })),
    })}<div class="govuk-button-group">${button({ text: words.button, id: 'make-print' })}<a class="govuk-link" href="/staff/people/${counterfoil.person}">${words.cancel}</a></div></form>`,
  })
}

interface PrintModel {
  readonly print: MadePrint
  readonly size: PrintSize
  readonly person: string
}

/** The only page that ever shows a print: on paper it is the print itself. */
export function printMadePage(view: StaffView, model: PrintModel): string {
  const words = printWords[view.language].made
  return staffPage(view, {
    title: words.title,
    answersForm: true,
    back: { href: `/staff/people/${model.person}` },
    content: html`<div class="cf-screen-only"><h1 class="govuk-heading-l">${words.title}</h1>${warningText({ text: words.lead, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
<p class="govuk-body" data-with-script hidden>${button({ text: words.print, type: 'button', attributes: { 'data-prints': '' } })}</p><p class="govuk-body"><a class="govuk-link" href="/staff/people/${model.person}">${words.back}</a></p></div>
${paper(view, model)}`,
  })
}

/** Both languages: nobody here knows which one reads it at another counter. */
function paper(view: StaffView, { print: { type, claims, dates, reference, text }, size }: PrintModel): Raw {
  const languages = bothFrom(view.language)
  const both = (say: (language: Language) => string): Raw => html`${languages.map((language) => html`<span class="cf-line" lang="${language}">${say(language)}</span>`)}`
  const said = (language: Language): Raw => {
    const words = printWords[language].paper
    return html`<div lang="${language}"><h2 class="govuk-heading-m">${type.name[language]}</h2><p class="govuk-body">${words.how}</p><p class="govuk-body">${words.until(dayInWords(dates.expiresAt, language))} ${words.lost}</p></div>`
  }
  return html`<section class="cf-sheet cf-sheet--shown${size === 'large' && ' cf-sheet--large'}" id="print"><p class="cf-sheet__from">${languages.map((language) => html`<strong lang="${language}">${view.authority.name[language]}</strong><br>`)}${both((language) => printWords[language].paper.printed(dayInWords(dates.issuedAt, language)))}</p>
<div class="cf-sheet__words">${languages.map(said)}</div>
<dl class="govuk-summary-list">${claims.map((one) => row(view.language, languages, one))}</dl>
<div class="cf-sheet__shown"><div id="print-qr">${qrSvg(text, { label: printWords[view.language].paper.qrLabel })}</div><div><p class="govuk-body">${both((language) => printWords[language].paper.reference)}<span class="cf-code" id="print-reference">${reference}</span></p></div></div></section>`
}

const row = (language: Language, languages: readonly Language[], { claim, value }: PrintedClaim): Raw =>
  html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${languages.map((one) => html`<span class="cf-line" lang="${one}">${claim.label[one]}</span>`)}</dt><dd class="govuk-summary-list__value">${claimInWords(value, claim, language)}</dd></div>`
