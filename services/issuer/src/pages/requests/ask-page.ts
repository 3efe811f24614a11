import { button, errorSummary, html, notificationBanner, radios, summaryList, tag, type Raw, type TagColour } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { startInLondon, type CalendarDay } from '../../domain/calendar-day.ts'
import { dataRequestKinds, requestReference, type DataRequestKind, type DataRequestState } from '../../domain/requests/data-request.ts'
import type { AskView, OwnRequest } from '../../use-cases/requests/ask-by-citizen.ts'
import { citizenPages } from '../citizen-page.ts'
import { dayInWords } from '../dates.ts'
import { frameWords } from '../words/frame.ts'
import { askWords } from '../words/requests/ask.ts'

export interface AskModel extends AskView {
  readonly language: Language
  readonly csrfToken: string
  /** What was asked by the press that led here. */
  readonly asked: DataRequestKind | null
  readonly lacksKind: boolean
}

const here = '/collect/requests'
const { citizenPage } = citizenPages(here, (language) => askWords[language].service)

/** Where a citizen asks what their council holds of them, or to have it erased, and sees how what they asked stands. */
export function askPage(model: AskModel): string {
  const { authority, language, hasRecord, hasTurnedBack } = model
  const words = askWords[language]
  const council = authority.name[language]
  if (hasTurnedBack) return saying(model, words.turnedBack.title, words.turnedBack.body(council))
  return hasRecord ? asking(model) : saying(model, words.noRecord.title, words.noRecord.body(council))
}

function asking(model: AskModel): string {
  const { authority, language, own, asked, lacksKind } = model
  const words = askWords[language]
  const council = authority.name[language]
  const open = new Set(own.filter(({ request }) => request.state === 'open').map(({ request }) => request.kind))
  const askable = dataRequestKinds.filter((kind) => !open.has(kind))
  return citizenPage(model, lacksKind ? `${words.error}: ${words.title}` : words.title, html`${lacksKind && errorSummary({ titleText: frameWords[language].problem, errorList: [{ text: words.kindNeeded, href: '#kind' }] })}${toldOf(model, own.find(({ request }) => request.kind === asked && request.state === 'open'))}
<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead(council)}</p>
${own.length > 0 && html`<h2 class="govuk-heading-m">${words.own}</h2>${own.map((one) => ownRequest(one, language))}`}
${
  askable.length === 0
    ? html`<p class="govuk-body" id="both-asked">${words.bothAsked(council)}</p>`
    : html`<form method="post" action="${here}" novalidate><input type="hidden" name="csrf" value="${model.csrfToken}">${radios({
        name: 'kind',
        fieldset: { legend: { text: words.question, classes: 'govuk-fieldset__legend--m' } },
        errorMessage: lacksKind ? { text: words.kindNeeded } : undefined,
        items: askable.map((kind) => ({ value: kind, text: words.kinds[kind].label, hint: { text: words.kinds[kind].hint } })),
      })}${button({ text: words.send, id: 'send', preventDoubleClick: true })}</form>`
}
<h2 class="govuk-heading-m">${words.next.title}</h2><p class="govuk-body">${words.next.month(council)}</p><p class="govuk-body">${words.next.wallet}</p>`)
}

function toldOf({ authority, language }: AskModel, one: OwnRequest | undefined): Raw | false {
  if (one === undefined) return false
  const words = askWords[language]
  const text = words.received(requestReference(one.request.id), authority.name[language], dayIn(one.due, language))
  return notificationBanner({ type: 'success', titleText: frameWords[language].done, text, attributes: { 'data-told': 'asked' } })
}

const colours: Readonly<Record<DataRequestState, TagColour>> = { open: 'blue', answered: 'green', refused: 'red', withdrawn: 'grey' }

const dayIn = (day: CalendarDay, language: Language): string => dayInWords(startInLondon(day), language)

function ownRequest({ request, due }: OwnRequest, language: Language): Raw {
  const words = askWords[language]
  const row = (key: string, text: string | Raw) => ({ key: { text: key }, value: { text } })
  return summaryList({
    attributes: { 'data-request': request.kind },
    rows: [
      row(words.about.what, words.kinds[request.kind].label),
      row(words.about.reference, requestReference(request.id)),
      row(words.about.received, dayIn(request.receivedOn, language)),
      ...(request.state === 'open' ? [row(words.about.due, dayIn(due, language))] : []),
      row(words.about.state, html`${tag({ text: words.states[request.state].name, colour: colours[request.state] })} ${words.states[request.state].means}`),
    ],
  })
}

const saying = (model: AskModel, title: string, body: string): string => citizenPage(model, title, html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${body}</p><p class="govuk-body"><a class="govuk-link" href="/${model.authority.id}/data-requests">${askWords[model.language].signInAgain}</a></p>`)
