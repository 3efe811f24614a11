import { button, details, errorSummary, html, notificationBanner, radios, summaryList, warningText, wideTable, type Raw } from '@counterfoil/ui/components'
import { extensionReasons, requestReference, requestRefusals, type HeldOfPerson } from '../../domain/requests/data-request.ts'
import type { ShownRequest } from '../../use-cases/requests/request-desk.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { requestWords } from '../words/requests/requests.ts'
import { calendarDayInWords, clockTag } from './requests-page.ts'

export const toldOfRequest = ['entered', 'extended', 'done', 'not_done'] as const
export type ToldOfRequest = (typeof toldOfRequest)[number]

interface RequestModel extends ShownRequest {
  readonly told: ToldOfRequest | null
  readonly lacks: 'refusal' | 'extension' | null
}

/** One request: its clock, what is held, and how it is answered. */
export function requestPage(view: StaffView, model: RequestModel): string {
  const words = requestWords[view.language]
  const { request, told, lacks } = model
  const lacking = lacks === null ? null : lacks === 'refusal' ? words.refuseNeeded : words.extendNeeded
  return staffPage(view, {
    title: words.kinds[request.kind],
    section: 'requests',
    back: { href: '/staff/requests' },
    hasError: lacking !== null,
    content: html`${lacking !== null && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: lacking, href: `#${lacks ?? ''}` }] })}${told !== null && notificationBanner({ titleText: told === 'not_done' ? frameWords[view.language].problem : frameWords[view.language].done, text: words.told[told], attributes: { 'data-told': told }, ...(told === 'not_done' ? { role: 'alert' } : { type: 'success' }) })}
<span class="govuk-caption-l">${words.title}</span><h1 class="govuk-heading-l">${words.kinds[request.kind]}</h1>${about(view, model)}
<h2 class="govuk-heading-m">${words.heldTitle}</h2><p class="govuk-body">${words.heldLead}</p>${heldTable(view, request.outcome?.held ?? model.held, request.outcome?.kept ?? null)}
${request.kind === 'erasure' && keptWhy(view)}
${request.state === 'open' ? actions(view, model) : html`<p class="govuk-body"><a class="govuk-link" id="evidence" href="/staff/requests/${request.id}/evidence">${words.evidence}</a></p>`}`,
  })
}

function about(view: StaffView, { request, due, clock }: RequestModel): Raw {
  const words = requestWords[view.language]
  const row = (key: string, text: string | Raw) => ({ key: { text: key }, value: { text } })
  const reasons: Readonly<Record<string, string>> = words.refusals
  return summaryList({
    rows: [
      row(words.about.person, html`<a class="govuk-link cf-address" href="/staff/people/${request.person}">${request.person}</a>`),
      row(words.about.reference, requestReference(request.id)),
      row(words.about.entered, request.enteredBy ?? words.byCitizen),
      row(words.about.received, calendarDayInWords(request.receivedOn, view.language)),
      row(words.about.due, html`${calendarDayInWords(due, view.language)} ${clockTag(clock, view)}`),
      row(words.about.state, words.states[request.state]),
      request.extension === null ? null : row(words.about.extended, words.extensions[request.extension]),
      request.closedAt === null ? null : row(words.about.closed, momentInWords(request.closedAt, view.language)),
      request.reason === null ? null : row(words.about.reason, reasons[request.reason] ?? request.reason),
    ],
  })
}

function heldTable(view: StaffView, held: HeldOfPerson, kept: HeldOfPerson | null): Raw {
  const words = requestWords[view.language]
  const kinds = (Object.keys(words.held) as readonly (keyof HeldOfPerson)[]).filter((kind) => kind in held)
  return wideTable(words.heldTitle, {
    firstCellIsHeader: true,
    head: [{ text: words.what }, { text: words.was, format: 'numeric' }, ...(kept === null ? [] : [{ text: words.kept, format: 'numeric' as const }])],
    rows: kinds.map((kind) => [{ text: words.held[kind] }, { text: String(held[kind]), format: 'numeric' }, ...(kept === null ? [] : [{ text: String(kept[kind]), format: 'numeric' as const }])]),
  })
}

const keptWhy = ({ language }: StaffView): Raw => html`<p class="govuk-body">${requestWords[language].erases}</p><ul class="govuk-list govuk-list--bullet">${Object.values(requestWords[language].keptWhy).map((why) => html`<li>${why}</li>`)}</ul>`

function actions(view: StaffView, { request, mayExtend, lacks }: RequestModel): Raw {
  const words = requestWords[view.language]
  const form = (act: string, content: Raw): Raw => html`<form method="post" action="/staff/requests/${request.id}/${act}" novalidate>${csrfField(view)}${content}</form>`
  const warning = request.kind === 'erasure'
  const lead = warning ? warningText({ text: words.answerLead.erasure, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' }) : html`<p class="govuk-body">${words.answerLead.access}</p>`
  return html`${lead}${form('answer', button({ text: words.answer[request.kind], id: 'answer', classes: warning ? 'govuk-button--warning' : undefined, preventDoubleClick: true }))}
${mayExtend && details({ summaryText: words.extend, open: lacks === 'extension', id: 'extend', text: form('extend', html`${radios({ name: 'extension', fieldset: { legend: { text: words.extendLegend } }, hint: { text: words.extendHint }, errorMessage: lacks === 'extension' ? { text: words.extendNeeded } : undefined, items: extensionReasons.map((reason) => ({ value: reason, text: words.extensions[reason] })) })}${button({ text: words.extend, classes: 'govuk-button--secondary' })}`) })}
${details({ summaryText: words.refuse, open: lacks === 'refusal', id: 'refuse', text: form('refuse', html`${radios({ name: 'refusal', fieldset: { legend: { text: words.refuseLegend } }, errorMessage: lacks === 'refusal' ? { text: words.refuseNeeded } : undefined, items: requestRefusals.map((reason) => ({ value: reason, text: words.refusals[reason] })) })}${button({ text: words.refuse, classes: 'govuk-button--secondary' })}`) })}
${form('withdraw', button({ text: words.withdraw, classes: 'govuk-button--secondary', id: 'withdraw' }))}`
}
