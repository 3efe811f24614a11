import { backLink, button, errorSummary, html, insetText, notificationBanner, type Raw } from '@counterfoil/ui/components'
import { refusalWords, walletStepWords } from '@counterfoil/ui/words'
import type { AnswerError, Answers } from '../forms/answers.ts'
import type { FormVisitor } from '../http/visitor.ts'
import { provenanceOf, sourceOf, whoseIs } from '../sessions/provenance.ts'
import { credentialName, websiteWords, type WebsiteWords } from '../words/website.ts'
import { fieldMarkup } from './field.ts'
import { asOfNote } from './as-of-note.ts'
import { actsForNote } from './acts-for-note.ts'
import { framed, type Frame } from './frame.ts'

export interface Details {
  readonly answers: Answers
  readonly errors: readonly AnswerError[]
}

/** The questions, with a wallet's help above them. */
export function yourDetailsPage(frame: Frame, visitor: FormVisitor, { answers, errors }: Details): string {
  const { council, form, lang, session } = visitor
  const words = websiteWords[lang]
  const groups = form.groups.map(({ heading, fields }) => {
    const questions = fields.map((field) => fieldMarkup(field, { lang, answers, error: errors.find((error) => error.field === field), mark: markOf(visitor, field) }))
    return html`<h2 class="govuk-heading-m">${heading[lang]}</h2>${questions}`
  })
  const content = html`${problems(errors, visitor)}${filledBanner(visitor)}${notFilledNote(visitor)}${actsForNote(visitor)}<h1 class="govuk-heading-l">${words.yourDetails}</h1>
<form id="details" method="post" action="/${council.id}/${form.id}" novalidate>
<input type="hidden" name="_csrf" value="${session.csrfToken}">
<counterfoil-prefill form="${form.id}" endpoint="/${council.id}/prefill" lang="${lang}" asks="${form.asks[lang]}" digital-credentials>${withoutScript(visitor)}</counterfoil-prefill>
${groups}
${button({ text: words.continue })}
</form>`
  return framed(frame, {
    lang,
    title: words.yourDetails,
    council,
    form,
    hasError: errors.length > 0,
    withElement: true,
    keeps: { form: 'details', button: words.continue },
    beforeContent: backLink({ href: `/${council.id}/${form.id}/start`, text: words.back }),
    content,
  })
}

function markOf({ visit, lang }: FormVisitor, field: AnswerError['field']): string | null {
  const source = sourceOf(visit, field)
  if (source === null || provenanceOf(visit, field) !== 'verified') return null
  const words = websiteWords[lang]
  return words.markFrom(words.fromCredential(credentialName(source.type, lang), whoseIs(visit, source)), source.authority[lang])
}

const problems = (errors: readonly AnswerError[], { lang }: FormVisitor): Raw =>
  errors.length === 0
    ? html``
    : errorSummary({ titleText: websiteWords[lang].problemTitle, errorList: errors.map((error) => ({ text: error.words[lang], href: `#${error.control}` })) })

function filledBanner(visitor: FormVisitor): Raw {
  const { visit, lang } = visitor
  const words = websiteWords[lang]
  if (visit.justFilled === null || visit.fromCredential === null) return html``
  const together = new Intl.ListFormat(lang)
  const { sources, leftOut } = visit.fromCredential
  const type = together.format(sources.map((source) => credentialName(source.type, lang)))
  const authority = together.format(new Set(sources.map((source) => source.authority[lang])))
  const text = html`<p class="govuk-notification-banner__heading">${words.filledHeading(visit.justFilled, type)}</p><p class="govuk-body">${words.filledBody(authority)}</p>${leftOut.map(({ type: unused }) => html`<p class="govuk-body">${words.leftOut(credentialName(unused, lang))}</p>`)}${asOfNote(visitor)}`
  return notificationBanner({ type: 'success', titleText: words.filledTitle, text })
}

/** What became of a request that filled in nothing. */
function notFilledNote({ visit, lang }: FormVisitor): Raw {
  if (visit.notFilled === null) return html``
  const { title, happened, next } = refusalWords(visit.notFilled, lang)
  return insetText({ text: html`<h2 class="govuk-heading-s">${title}</h2><p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>` })
}

/** What the element stands for until its script takes over, and for good where none runs. */
function withoutScript(visitor: FormVisitor): Raw {
  const { council, form, lang } = visitor
  const words: WebsiteWords = websiteWords[lang]
  const ways = walletStepWords[lang]
  const wallet = `/${council.id}/${form.id}/wallet`
  const goTo = (flow: string, text: string): Raw =>
    button({ text, name: 'flow', value: flow, classes: 'govuk-button--secondary', attributes: { formaction: wallet, formnovalidate: true } })
  return html`<div class="counterfoil-prefill"><h2 class="govuk-heading-m">${words.walletHeading}</h2><p class="govuk-body">${words.walletAsks(form.asks[lang])}</p><div class="govuk-button-group">${goTo('same_device', ways.thisDevice)}${goTo('wallet_app', ways.walletApp)}${goTo('cross_device', ways.otherDevice)}</div></div>`
}
