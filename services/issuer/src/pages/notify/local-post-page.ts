import { html, insetText, page } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { DeliveredMessage } from '../../ports/notifier.ts'
import { assets } from '../staff-page.ts'

const channels = { email: 'E-mail', letter: 'Letter' } as const

/** Everybody's post on a developer's machine. In English alone, as all that belongs to the demonstration; each message is in its own language. */
export const localPostPage = (delivered: readonly DeliveredMessage[]): string =>
  page({
    lang: 'en',
    title: 'The citizens’ post',
    organisation: { name: 'Demonstration', url: '/post' },
    service: { name: 'The citizens’ post', url: '/post' },
    ...assets,
    content: html`<h1 class="govuk-heading-l">The citizens’ post</h1>${insetText({ text: 'What councils of this machine write to people, in place of GOV.UK Notify. It is kept in memory until the issuer ends.' })}
${delivered.length === 0 ? html`<p class="govuk-body" id="no-post">Nothing has come yet.</p>` : delivered.map(messageIn)}`,
  })

function messageIn({ channel, language, to, written }: DeliveredMessage) {
  return html`<section class="cf-post" data-channel="${channel}" data-to="${to[0] ?? ''}"><h2 class="govuk-heading-m" lang="${language}">${written.subject}</h2>
<p class="govuk-body-s">${channels[channel]} to ${to.join(', ')}</p>
<div lang="${language}">${written.paragraphs.flatMap((paragraph) => paragraph.split('\n')).map((line) => html`<p class="govuk-body">${line.startsWith('http') ? html`<a class="govuk-link cf-address" href="${line}">${line}</a>` : line}</p>`)}</div>
${written.link !== null && html`<div>${qrSvg(written.link, { label: 'QR code of the letter' })}</div><p class="govuk-body-s"><a class="govuk-link cf-address" href="${written.link}">What the square code says</a></p>`}</section>`
}
