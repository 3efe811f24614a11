import type { FastifyRequest } from 'fastify'
import { auditKindOf, type AuditFilter } from '../../domain/audit/audit-filter.ts'
import { daysAfter, startInLondon, typedDay, type CalendarDay } from '../../domain/calendar-day.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { dateFields, type DateField, type TypedFilter, type TypedParts } from '../../pages/audit/audit-page.ts'

export const isPersonHandle = (text: string): text is PersonHandle => /^[A-Za-z0-9_-]{16,64}$/.test(text)

/** Which entries an address asks for, and how it was typed: what can't be is said, and the rest still holds. */
export function filterIn(request: FastifyRequest): { readonly typed: TypedFilter; readonly filter: AuditFilter; readonly before: number | null } {
  const query = request.query as Readonly<Record<string, unknown>>
  const textAt = (name: string): string => (typeof query[name] === 'string' ? query[name].trim().slice(0, 100) : '')
  const partsAt = (field: DateField): TypedParts => ({ day: textAt(`${field}-day`), month: textAt(`${field}-month`), year: textAt(`${field}-year`) })
  const dates = { from: partsAt('from'), to: partsAt('to') }
  const days = { from: typedDay(dates.from), to: typedDay(dates.to) }
  const isTyped = (field: DateField): boolean => Object.values(dates[field]).some((part) => part !== '')
  const handle = textAt('handle')
  const kind = auditKindOf(query['kind'])
  const wrong = [...dateFields.filter((field) => isTyped(field) && days[field] === null), ...(handle !== '' && !isPersonHandle(handle) ? ['handle' as const] : [])]
  const before = Number(textAt('before'))
  const asked = askedIn({ kind, dates, handle })
  const search = new URLSearchParams(asked).toString()
  return {
    typed: { kind, dates, handle, wrong, asked, address: search === '' ? '/staff/audit' : `/staff/audit?${search}`, isAll: kind === null && handle === '' && !dateFields.some(isTyped) },
    filter: { kind, from: startOf(days.from), until: days.to === null ? null : startOf(daysAfter(days.to, 1)), person: isPersonHandle(handle) ? handle : null },
    before: Number.isSafeInteger(before) && before > 0 ? before : null,
  }
}

const startOf = (day: CalendarDay | null) => (day === null ? null : startInLondon(day))

function askedIn({ kind, dates, handle }: Pick<TypedFilter, 'kind' | 'dates' | 'handle'>): Readonly<Record<string, string>> {
  const parts = dateFields.flatMap((field) => Object.entries(dates[field]).map(([part, value]) => [`${field}-${part}`, value] as const))
  return Object.fromEntries([['kind', kind ?? ''] as const, ...parts, ['handle', handle] as const].filter(([, value]) => value !== ''))
}
