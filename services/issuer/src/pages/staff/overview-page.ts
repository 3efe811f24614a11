import { html, table, tag, type Raw } from '@counterfoil/ui/components'
import { refusalEvents, type AttentionItem, type DayCount } from '../../ports/attention.ts'
import type { Overview } from '../../use-cases/staff/overview.ts'
import { dayInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { overviewWords } from '../words/overview.ts'

/** The start page: what wants attention, and counts in which nobody is to be found. */
export function overviewPage(view: StaffView, { attention, issued, refusals, since }: Overview): string {
  const words = overviewWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: 'overview',
    content: html`<h1 class="govuk-heading-l">${words.title}</h1>
<h2 class="govuk-heading-m">${words.attention}</h2>
${attention.length === 0 ? html`<p class="govuk-body">${words.nothing}</p>` : html`<ul class="govuk-list govuk-list--spaced" id="attention">${attention.map(({ text, href, isUrgent, renewal }) => html`<li>${isUrgent && html`${tag({ text: words.urgent, classes: 'govuk-tag--red' })} `}${href === null ? text[view.language] : html`<a class="govuk-link" href="${href}">${text[view.language]}</a>`}${renewal !== undefined && renewalOf(renewal, view)}</li>`)}</ul>`}
<h2 class="govuk-heading-m">${words.issued}</h2>
<p class="govuk-body">${words.total(issued.reduce((total, { count }) => total + count, 0))}</p>
${bars(issued)}${table({ caption: words.issuedTable, captionClasses: 'govuk-visually-hidden', firstCellIsHeader: true, head: [{ text: words.day }, { text: words.count, format: 'numeric' }], rows: issued.toReversed().map(({ day, count }) => [{ text: dayInWords(day, view.language) }, { text: String(count), format: 'numeric' }]) })}
<h2 class="govuk-heading-m">${words.refused}</h2>
${table({ caption: words.since(dayInWords(since, view.language)), firstCellIsHeader: true, head: [{ text: words.why }, { text: words.times, format: 'numeric' }], rows: refusalEvents.map((event) => [{ text: html`${words.events[event]}${lyingBar(refusals.get(event) ?? 0, Math.max(1, ...refusals.values()))}` }, { text: String(refusals.get(event) ?? 0), format: 'numeric' }]) })}
<p class="govuk-body">${words.presenting}</p>`,
  })
}

/** When it ends, and what whoever runs the service has to do about it. */
function renewalOf({ endsAt, command }: NonNullable<AttentionItem['renewal']>, { language, now }: StaffView): Raw {
  const { ends, ended, operator } = overviewWords[language].renewal
  const day = dayInWords(endsAt, language)
  return html`<br>${endsAt > now ? ends(day) : ended(day)} ${operator}<br><code class="cf-exact">${command}</code>`
}

const height = 80
const wide = 20
const bar = 14

/** Bars from nought, by one scale. What they show stands in the table below, so that they say nothing to a screen reader. */
function bars(counts: readonly DayCount[]): Raw {
  const most = Math.max(1, ...counts.map(({ count }) => count))
  return html`<svg class="cf-bars" viewBox="0 0 ${String(counts.length * wide)} ${String(height + 2)}" aria-hidden="true" focusable="false">${counts.map(({ count }, index) => {
    const tall = Math.round((count / most) * height)
    return html`<rect x="${String(index * wide + (wide - bar) / 2)}" y="${String(height - tall)}" width="${String(bar)}" height="${String(tall)}" fill="currentColor"/>`
  })}<rect x="0" y="${String(height)}" width="${String(counts.length * wide)}" height="1" fill="currentColor"/></svg>`
}

const long = 200

/** One bar of several from nought, by one scale. The number beside it says the same to a screen reader. */
const lyingBar = (count: number, most: number): Raw =>
  html`<svg class="cf-bars" viewBox="0 0 ${String(long)} 8" aria-hidden="true" focusable="false"><rect x="0" y="0" width="1" height="8" fill="currentColor"/><rect x="0" y="1" width="${String(Math.round((count / most) * long))}" height="6" fill="currentColor"/></svg>`
