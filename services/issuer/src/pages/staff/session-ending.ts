import { button, html, type Raw } from '@counterfoil/ui/components'
import { shortCodeOf } from '../../domain/staff/staff-session.ts'
import { timeInWords } from '../dates.ts'
import type { StaffView } from '../staff-page.ts'
import { staffSessionWords } from '../words/staff-sessions.ts'

/** When the session ends, in words for everybody; and for browsers with a script a dialogue that warns of it two minutes before. */
export function sessionEnding(view: StaffView): Raw {
  const words = staffSessionWords[view.language]
  const { ending } = words
  const { idle, inAnyCase } = view.ends
  return html`<p class="govuk-body-s">${words.limits(timeInWords(idle, view.language), timeInWords(inAnyCase, view.language))} <a class="govuk-link" href="/staff/sessions">${words.link}</a></p>
<dialog class="cf-dialog" id="session-ending" aria-labelledby="session-ending-title" data-idle="${String(idle - view.now)}" data-owner="${shortCodeOf(view.session.owner)}">
<div data-while="ending"><h2 class="govuk-heading-m" id="session-ending-title">${ending.title}</h2><p class="govuk-body">${ending.lead}</p><p class="govuk-body">${ending.left} <strong data-seconds></strong></p><p class="govuk-visually-hidden" role="status" data-spoken></p>${button({ text: ending.stay, type: 'button', attributes: { 'data-stay': '', autofocus: '' } })}</div>
<div data-while="over" hidden><h2 class="govuk-heading-m" id="session-over-title">${ending.overTitle}</h2><p class="govuk-body" role="status">${ending.over}</p>${button({ text: ending.signIn, href: '/staff/sign-in', attributes: { target: '_blank', rel: 'noopener' } })}</div>
</dialog>`
}
