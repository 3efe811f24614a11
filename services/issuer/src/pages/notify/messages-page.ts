import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import { nameOf, type PersonRecord } from '../../domain/council-record.ts'
import { shortReference } from '../../domain/credential-offer.ts'
import type { MessageSummary } from '../../domain/notify/message.ts'
import { momentInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { postWords } from '../words/notify/post.ts'

export interface MessageToSeeTo {
  readonly message: MessageSummary
  /** Whom it is for; null when the council's record no longer says. */
  readonly record: PersonRecord | null
}

/** What staff have to see to, for nobody else will. */
export function messagesPage(view: StaffView, messages: readonly MessageToSeeTo[], many: number): string {
  const words = postWords[view.language]
  return staffPage(view, {
    title: words.title,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1>${messages.length === 0 ? html`<p class="govuk-body" id="no-messages">${words.none}</p>` : html`<p class="govuk-body">${words.lead}</p>${many > messages.length && html`<p class="govuk-body" id="more-messages">${words.first(messages.length, many)}</p>`}${messageTable(view, messages)}`}`,
  })
}

function messageTable(view: StaffView, messages: readonly MessageToSeeTo[]): Raw {
  const words = postWords[view.language]
  return wideTable(words.caption, {
    caption: words.caption,
    captionClasses: 'govuk-visually-hidden',
    head: [{ text: words.head.offer }, { text: words.head.what }],
    rows: messages.map(({ message, record }) => [
      { text: html`<a class="govuk-link" href="/staff/${message.template === 'status-changed' ? 'credentials' : 'offers'}/${message.subject}">${shortReference(message.subject)}</a>${record !== null && html`<span class="cf-line">${nameOf(record)}</span>`}` },
      { text: html`${words.what[message.template][message.channel]}<span class="cf-line">${message.problem !== null && words.because(words.problems[message.problem])}</span><span class="cf-line">${words.head.since}: ${momentInWords(message.at, view.language)}</span>` },
    ]),
  })
}
