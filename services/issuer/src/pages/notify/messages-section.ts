import { button, html, notificationBanner, summaryList, tag, type Raw, type TagColour } from '@counterfoil/ui/components'
import { mayBePrinted, type MessageState, type MessageSummary } from '../../domain/notify/message.ts'
import { momentInWords } from '../dates.ts'
import { may } from '../../domain/staff-permission.ts'
import { csrfField, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { postWords } from '../words/notify/post.ts'

/** What staff just did about a message. */
const messageNews = ['asked', 'gone', 'both_by_letter'] as const
export type MessageNews = (typeof messageNews)[number]
export const isMessageNews = (text: unknown): text is MessageNews => messageNews.some((one) => one === text)

export const stateColours: Readonly<Record<MessageState, TagColour>> = { waiting: 'blue', sent: 'green', failed: 'red', printed: 'turquoise', dropped: 'grey' }

export const newsBanner = (view: StaffView, news: MessageNews | null): Raw | false =>
  news !== null && notificationBanner({ ...(news === 'asked' ? { type: 'success', titleText: frameWords[view.language].done } : { titleText: frameWords[view.language].problem }), text: postWords[view.language][news] })

/** How the e-mails and letters about one thing went, and what can be done about those that didn't. */
export function messagesSection(view: StaffView, messages: readonly MessageSummary[]): Raw | false {
  if (messages.length === 0) return false
  const words = postWords[view.language]
  return html`<h2 class="govuk-heading-m">${words.section}</h2>${summaryList({
    rows: messages.map((message) => ({
      key: { text: words.what[message.template][message.channel] },
      value: { text: html`${tag({ text: words.states[message.state], colour: stateColours[message.state], attributes: { 'data-message': message.reference } })} ${howItWent(view, message)}${whatToDo(view, message, mayBePrinted(message, messages))}` },
    })),
  })}`
}

function howItWent(view: StaffView, { state, at, attempts, problem }: MessageSummary): string {
  const words = postWords[view.language]
  if (state === 'sent') return words.sent(momentInWords(at, view.language))
  if (problem === null) return ''
  if (state === 'failed') return `${words.because(words.problems[problem])} ${words.attempts(attempts)}`
  return state === 'waiting' ? `${words.lately(words.problems[problem])} ${words.next(momentInWords(at, view.language))}` : ''
}

/** One that couldn't be sent is sent again, or printed; one that waits longer than usual, too. */
function whatToDo(view: StaffView, { reference, state, problem }: MessageSummary, isPrintable: boolean): Raw | false {
  if (!may(view.staff, 'offers')) return false
  const isLate = state === 'waiting' && problem !== null
  if ((!isLate && state !== 'failed' && state !== 'printed') || problem === 'unreadable') return false
  const words = postWords[view.language]
  const form = (action: 'again' | 'print', text: string): Raw => html`<form method="post" action="/staff/messages/${reference}/${action}">${csrfField(view)}${button({ text, classes: 'govuk-button--secondary', id: `${action}-${reference}` })}</form>`
  const again = state === 'failed' && form('again', words.again)
  return isPrintable ? html`<div class="govuk-button-group">${again}${form('print', words.print)}</div>` : html`<span class="cf-line">${words.both_by_letter}</span>${again}`
}
