import { button, html, tag, wideTable, type Raw, type TagColour } from '@counterfoil/ui/components'
import { startInLondon, type CalendarDay } from '../../domain/calendar-day.ts'
import { requestReference } from '../../domain/requests/data-request.ts'
import type { ClockState } from '../../domain/requests/statutory-clock.ts'
import type { TimedRequest } from '../../use-cases/requests/request-desk.ts'
import { dayInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { requestWords } from '../words/requests/requests.ts'

const colours: Readonly<Record<ClockState, TagColour>> = { in_time: 'grey', near: 'orange', late: 'red' }

export const calendarDayInWords = (day: CalendarDay, language: StaffView['language']): string => dayInWords(startInLondon(day), language)

export const clockTag = (clock: ClockState, { language }: StaffView): Raw => tag({ text: requestWords[language].clocks[clock], colour: colours[clock] })

/** Open requests by when they are due, and those that were closed lately. */
export function requestsPage(view: StaffView, { open, closed }: { readonly open: readonly TimedRequest[]; readonly closed: readonly TimedRequest[] }): string {
  const words = requestWords[view.language]
  const { columns } = words
  const link = ({ request }: TimedRequest): Raw => html`<a class="govuk-link" href="/staff/requests/${request.id}">${words.kinds[request.kind]}</a>`
  const received = ({ request }: TimedRequest): string => calendarDayInWords(request.receivedOn, view.language)
  return staffPage(view, {
    title: words.title,
    section: 'requests',
    wide: true,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>${button({ text: words.enter, href: '/staff/requests/new', id: 'enter-request' })}
<h2 class="govuk-heading-m">${words.open}</h2>${
      open.length === 0
        ? html`<p class="govuk-body">${words.none}</p>`
        : wideTable(words.open, {
            firstCellIsHeader: true,
            head: [{ text: columns.kind }, { text: columns.received }, { text: columns.due }, { text: columns.clock }],
            rows: open.map((one) => [{ text: html`${link(one)}<span class="cf-line govuk-body-s">${requestReference(one.request.id)}</span>${one.request.enteredBy === null && html`<span class="cf-line govuk-body-s">${words.byCitizen}</span>`}` }, { text: received(one) }, { text: calendarDayInWords(one.due, view.language) }, { text: clockTag(one.clock, view) }]),
          })
    }
${
  closed.length > 0 &&
  html`<h2 class="govuk-heading-m">${words.closed}</h2>${wideTable(words.closed, {
    firstCellIsHeader: true,
    head: [{ text: columns.kind }, { text: columns.received }, { text: columns.state }, { text: columns.closed }],
    rows: closed.map((one) => [{ text: link(one) }, { text: received(one) }, { text: words.states[one.request.state] }, { text: one.request.closedAt === null ? '–' : dayInWords(one.request.closedAt, view.language) }]),
  })}`
}`,
  })
}
