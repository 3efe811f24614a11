import { button, html, notificationBanner, wideTable, type Content, type Raw } from '@counterfoil/ui/components'
import { shortCodeOf, type StaffSession } from '../../domain/staff/staff-session.ts'
import { may } from '../../domain/staff-permission.ts'
import type { Passkey } from '../../ports/passkeys.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { staffRoleWords } from '../words/staff-roles.ts'
import { staffSessionWords } from '../words/staff-sessions.ts'

const done = (view: StaffView, isDone: boolean): Content =>
  isDone && notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: staffSessionWords[view.language].ended })

const endForm = (view: StaffView, action: string, text: string, about: string): Raw =>
  html`<form method="post" action="${action}">${csrfField(view)}${button({ text: html`${text}<span class="govuk-visually-hidden"> ${about}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}</form>`

/** One's own sessions and passkeys. */
export function sessionsPage(view: StaffView, { sessions, passkeys, isDone }: { readonly sessions: readonly StaffSession[]; readonly passkeys: readonly Passkey[]; readonly isDone: boolean }): string {
  const words = staffSessionWords[view.language]
  const moment = (at: StaffSession['beganAt']): string => momentInWords(at, view.language)
  return staffPage(view, {
    title: words.title,
    section: null,
    content: html`${done(view, isDone)}<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p><p class="govuk-body">${words.yourCode(shortCodeOf(view.session.owner))}</p>
${wideTable(words.caption, {
  caption: words.caption,
  firstCellIsHeader: true,
  head: [{ text: words.begun }, { text: words.seen }, { text: words.what }],
  rows: sessions.map(({ id, beganAt, seenAt }) => [{ text: moment(beganAt) }, { text: id === view.session.id ? words.thisOne : moment(seenAt) }, { text: endForm(view, `/staff/sessions/${id}/end`, words.end, words.endNamed(moment(beganAt))) }]),
})}
<form method="post" action="/staff/sessions/end">${csrfField(view)}${button({ text: words.everywhere, classes: 'govuk-button--warning', id: 'end-everywhere' })}</form>
${may(view.staff, 'staff') && html`<p class="govuk-body"><a class="govuk-link" href="/staff/colleagues">${words.colleagues.link}</a></p>`}${passkeySection(view, passkeys)}`,
  })
}

function passkeySection(view: StaffView, passkeys: readonly Passkey[]): Raw {
  const { passkeys: words } = staffSessionWords[view.language]
  const when = ({ registeredAt }: Passkey): string => momentInWords(registeredAt, view.language)
  return html`<h2 class="govuk-heading-m">${words.title}</h2><p class="govuk-body">${words.lead}</p>${
    passkeys.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : html`<ul class="govuk-list">${passkeys.map((one) => html`<li class="cf-line">${words.added(when(one))} ${endForm(view, `/staff/passkeys/${one.id}/remove`, words.remove, words.removeNamed(when(one)))}</li>`)}</ul>`
  }<p class="govuk-body" data-with-passkeys hidden>${button({ text: words.add, href: '/staff/passkeys/new?back=/staff/sessions', classes: 'govuk-button--secondary', id: 'add-passkey' })}</p>`
}

/** Everybody's of the authority, by codes and without names, for its administrators. */
export function colleaguesPage(view: StaffView, { sessions, isDone }: { readonly sessions: readonly StaffSession[]; readonly isDone: boolean }): string {
  const words = staffSessionWords[view.language]
  const { colleagues } = words
  const { roles } = staffRoleWords[view.language]
  const moment = (at: StaffSession['beganAt']): string => momentInWords(at, view.language)
  return staffPage(view, {
    title: colleagues.title,
    section: null,
    wide: true,
    back: { href: '/staff/sessions' },
    content: html`${done(view, isDone)}<h1 class="govuk-heading-l">${colleagues.title}</h1><p class="govuk-body">${colleagues.lead}</p><p class="govuk-body">${colleagues.removed}</p>
${wideTable(colleagues.caption, {
  caption: colleagues.caption,
  firstCellIsHeader: true,
  head: [{ text: colleagues.who }, { text: words.roles }, { text: words.begun }, { text: words.seen }, { text: words.what }],
  rows: sessions.map((one) => [
    { text: shortCodeOf(one.owner) },
    { text: one.roles.map((role) => roles[role]).join(', ') },
    { text: moment(one.beganAt) },
    { text: moment(one.seenAt) },
    { text: one.id === view.session.id ? words.thisOne : endForm(view, `/staff/colleagues/${one.id}/end`, words.end, `${shortCodeOf(one.owner)}, ${words.endNamed(moment(one.beganAt))}`) },
  ]),
})}
<form method="post" action="/staff/colleagues/end">${csrfField(view)}${button({ text: colleagues.endAll, classes: 'govuk-button--warning', id: 'end-all' })}</form>`,
  })
}
