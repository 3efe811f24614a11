import { html, type Raw } from '@counterfoil/ui/components'
import { longDate } from '@counterfoil/ui/words'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'

/** Small print for answers whose credential was checked against facts that could not be confirmed any more. */
export function asOfNote({ visit, lang }: Pick<FormVisitor, 'visit' | 'lang'>): Raw {
  const since = visit.fromCredential?.unconfirmedSince ?? null
  if (since === null) return html``
  const [day, time] = dayAndTimeHere(since)
  return html`<p class="govuk-body-s">${websiteWords[lang].asOf(longDate(day, lang), time)}</p>`
}

/** Of an instant, as clocks here show it. */
function dayAndTimeHere(instant: string): [string, string] {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' }).formatToParts(new Date(instant))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  return [`${part('year')}-${part('month')}-${part('day')}`, `${part('hour')}:${part('minute')}`]
}
