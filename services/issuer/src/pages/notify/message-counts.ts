import { button, html, insetText, tag, wideTable, type Raw } from '@counterfoil/ui/components'
import type { MessageCount } from '../../ports/notifier.ts'
import { csrfField, type StaffView } from '../staff-page.ts'
import { bulkWords } from '../words/bulk.ts'
import { postWords } from '../words/notify/post.ts'
import { numberIn } from '../bulk/bulk-state.ts'
import { stateColours } from './messages-section.ts'

/** How what a job writes to people went, and what can be done about what didn't: `page` is the job's own. */
export function messageCounts(view: StaffView, { counts, page }: { readonly counts: readonly MessageCount[]; readonly page: string }): Raw | false {
  if (counts.length === 0) return false
  const { messages: words } = bulkWords[view.language]
  const post = postWords[view.language]
  const number = numberIn(view.language)
  const failed = counts.filter(({ state, problem }) => state === 'failed' && problem !== 'unreadable')
  const waits = counts.some(({ state }) => state === 'waiting')
  return html`<h2 class="govuk-heading-m" id="messages">${post.section}</h2>
${wideTable(post.section, {
  head: [{ text: post.head.what }, { text: post.head.state }, { text: words.many, format: 'numeric' }],
  rows: counts.map((count) => [
    { text: post.what[count.template][count.channel] },
    { text: html`${tag({ text: post.states[count.state], colour: stateColours[count.state], attributes: { 'data-messages': count.state } })}${whyNot(view, count)}` },
    { text: number(count.many), format: 'numeric' },
  ]),
})}
${waits && html`<p class="govuk-body">${words.waits} <a class="govuk-link" href="${page}#messages">${bulkWords[view.language].running.reload}</a></p>`}
${failed.length > 0 && html`${insetText({ text: html`${words.next} <a class="govuk-link" href="/staff/messages">${words.each}</a>` })}<form method="post" action="${page}/messages">${csrfField(view)}${button({ text: words.again, id: 'messages-again', classes: 'govuk-button--secondary' })}</form>`}`
}

function whyNot({ language }: StaffView, { state, problem }: MessageCount): Raw | false {
  const words = postWords[language]
  if (problem === null || (state !== 'failed' && state !== 'waiting')) return false
  return html`<span class="cf-line">${state === 'failed' ? words.because(words.problems[problem]) : words.lately(words.problems[problem])}</span>`
}
