import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { button, html, summaryList, type Raw } from '@counterfoil/ui/components'
import { changesOpenTo, type JobChange } from '../../domain/status-jobs/status-job.ts'
import { may } from '../../domain/staff-permission.ts'
import type { CredentialStory, StoryLine } from '../../use-cases/caseload/credential-story.ts'
import { isPrintable } from '../../use-cases/prints/make-print.ts'
import { dayInWords, momentInWords } from '../dates.ts'
import type { MessageSummary } from '../../domain/notify/message.ts'
import { messagesSection, newsBanner, type MessageNews } from '../notify/messages-section.ts'
import { nameOf } from '../people-page.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { servedInWords } from '../status-jobs/served-in-words.ts'
import { underWayRows } from '../status-jobs/under-way.ts'
import { statusTag } from '../status-tag.ts'
import { caseloadWords } from '../words/caseload.ts'
import { printWords } from '../words/prints.ts'
import { statusChangeWords } from '../words/statuses.ts'
import { statusJobWords } from '../words/status-jobs.ts'

/** One credential: how it stands, what can be done, and everything that happened to it. */
export function credentialPage(view: StaffView, story: CredentialStory, { now, messages, news }: { readonly now: EpochSeconds; readonly messages: readonly MessageSummary[]; readonly news: MessageNews | null }): string {
  const words = statusJobWords[view.language].detail
  const { counterfoil, type } = story
  const title = type?.name[view.language] ?? counterfoil.configurationId
  return staffPage(view, {
    title,
    section: 'caseload',
    back: { href: '/staff/caseload' },
    content: html`${newsBanner(view, news)}<h1 class="govuk-heading-l">${title}</h1>
<h2 class="govuk-heading-m">${words.facts}</h2>${facts(view, story, now)}${actions(view, story, now)}
${messagesSection(view, messages)}
<h2 class="govuk-heading-m">${words.timeline}</h2><ol class="govuk-list cf-timeline" id="timeline">${story.lines.map((line) => html`<li>${lineOf(view, line)}</li>`)}</ol>`,
  })
}

function facts(view: StaffView, { counterfoil, record, underWay }: CredentialStory, now: EpochSeconds): Raw {
  const words = statusJobWords[view.language].detail
  const list = caseloadWords[view.language]
  const person = record === null ? html`${words.gone}` : html`<a class="govuk-link" href="/staff/people/${counterfoil.person}">${nameOf(record)}</a>`
  return summaryList({
    rows: [
      { key: { text: words.number }, value: { text: html`<span class="cf-address">${counterfoil.id}</span>` } },
      { key: { text: words.person }, value: { text: person } },
      { key: { text: list.status }, value: { text: statusTag(counterfoil, now, view.language) } },
      ...underWayRows(view, underWay),
      { key: { text: list.issued }, value: { text: dayInWords(counterfoil.issuedAt, view.language) } },
      { key: { text: list.expires }, value: { text: dayInWords(counterfoil.expiresAt, view.language) } },
    ],
  })
}

function actions(view: StaffView, story: CredentialStory, now: EpochSeconds): Raw | false {
  const words = statusChangeWords[view.language].changes
  const { counterfoil } = story
  const can = may(view.staff, 'status') ? changesOf(story, now) : []
  const canPrint = may(view.staff, 'prints') && isPrintable(counterfoil, now)
  if (can.length === 0 && !canPrint) return false
  return html`<div class="govuk-button-group">${can.map((change) => button({ text: words[change].link, href: `/staff/credentials/${counterfoil.id}/${change}`, classes: change === 'revoke' ? 'govuk-button--warning' : 'govuk-button--secondary' }))}${canPrint && button({ text: printWords[view.language].link, href: `/staff/credentials/${counterfoil.id}/print`, classes: 'govuk-button--secondary' })}</div>`
}

/** Renewal that is open isn't opened again. */
const changesOf = ({ counterfoil, type, lines }: CredentialStory, now: EpochSeconds): readonly JobChange[] =>
  changesOpenTo(counterfoil, type?.statusKinds ?? [], now).filter((change) => type !== null && (change !== 'renew' || !lines.some(({ event }) => event === 'credential.renewable')))

function lineOf(view: StaffView, { event, at, actor, reason, number, newer, served }: StoryLine): Raw {
  const words = statusJobWords[view.language].detail
  const events: Readonly<Record<string, string>> = words.events
  return html`<strong>${events[event] ?? event}</strong>${actor !== null && html` ${byWhom(view, actor)}`}<span class="cf-line govuk-body-s">${momentInWords(at, view.language)}${number !== null && html` · ${words.entry(number)}`}${reason !== null && html` · ${words.why}: ${reasonInWords(view, reason)}`}</span>${served !== null && html`<span class="cf-line govuk-body-s">${servedInWords(view.language, served)}</span>`}${newer !== null && html`<a class="govuk-link" href="/staff/credentials/${newer}">${words.newer}</a>`}`
}

function byWhom(view: StaffView, actor: string): string {
  const words = statusJobWords[view.language].detail.by
  const [kind = '', ...who] = actor.split(':')
  if (kind === 'staff') return words.staff(who.join(':'))
  if (kind === 'citizen' || kind === 'wallet' || kind === 'issuer') return words[kind]
  return words.system(actor)
}

/** Each reason by the words that staff chose it by; a code that nobody chooses stands for itself. */
function reasonInWords(view: StaffView, reason: string): string {
  const { suspend, reinstate, revoke, renew } = statusChangeWords[view.language].changes
  const all: Readonly<Record<string, string>> = { ...renew.reasons, ...reinstate.reasons, ...suspend.reasons, ...revoke.reasons }
  return all[reason] ?? reason
}
