import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { button, html } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { Message } from '../../domain/notify/message.ts'
import type { WrittenMessage } from '../../ports/notifier.ts'
import { dayInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { letterWords } from '../words/letters.ts'
import { postWords } from '../words/notify/post.ts'

interface PrintModel {
  readonly message: Pick<Message, 'subject' | 'language' | 'template'>
  readonly written: WrittenMessage
  /** The lines of its envelope; null where the record has not enough of them. */
  readonly envelope: readonly string[] | null
  readonly now: EpochSeconds
}

/** A message that couldn't be sent, as a letter to print. */
export function printMessagePage(view: StaffView, { message, written, envelope, now }: PrintModel): string {
  const words = postWords[view.language].printed
  const { language } = message
  const page = `/staff/${message.template === 'status-changed' ? 'credentials' : 'offers'}/${message.subject}`
  return staffPage(view, {
    title: words.title,
    answersForm: true,
    back: { href: page },
    content: html`<div class="cf-screen-only"><h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>${envelope === null && html`<p class="govuk-body">${words.noAddress}</p>`}
${button({ text: words.button, type: 'button', attributes: { 'data-prints': true, 'data-with-script': true, hidden: true } })}<p class="govuk-body"><a class="govuk-link" href="${page}">${words.back}</a></p></div>
<section class="cf-sheet" lang="${language}"><p class="cf-sheet__from"><strong>${view.authority.name[language]}</strong><br>${dayInWords(now, language)}</p>
<address class="cf-sheet__to">${(envelope ?? []).map((line) => html`${line}<br>`)}</address>
<div class="cf-sheet__words"><h2 class="govuk-heading-m">${written.subject}</h2>${written.paragraphs.map((paragraph) => html`<p class="govuk-body">${paragraph}</p>`)}</div>
${written.link !== null && html`<div class="cf-sheet__shown"><div>${qrSvg(written.link, { label: letterWords[language].link.qrLabel })}</div></div>`}</section>`,
  })
}
