import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../counterfoil.ts'
import { isTimeOrderedId } from '../time-ordered-id.ts'
import { dateOfText, dateText, startOfDay, type DateProblem, type TypedDate } from './typed-date.ts'

/** How a credential stands, as a caseload is narrowed to it. */
export const caseloadStatuses = ['active', 'suspended', 'revoked', 'expired'] as const
export type CaseloadStatus = (typeof caseloadStatuses)[number]

/** What a caseload can be sorted by; each is a column of the index that it is read from. */
export const caseloadSorts = ['issued', 'expires', 'changed'] as const
export type CaseloadSort = (typeof caseloadSorts)[number]

export const dateFields = ['issued-from', 'issued-to', 'expires-from', 'expires-to'] as const
export type DateField = (typeof dateFields)[number]

/** Where a page of the list begins: behind this one. */
export interface After {
  readonly value: number
  readonly id: CounterfoilId
}

/** What an address asks of the list. It names nobody: a reference is in it sealed. */
export interface CaseloadQuery {
  readonly type: string | null
  readonly status: CaseloadStatus | null
  readonly dates: Readonly<Partial<Record<DateField, TypedDate>>>
  /** A reference that was searched for, sealed to the session. */
  readonly search: string | null
  readonly sort: CaseloadSort
  readonly order: 'asc' | 'desc'
  readonly after: After | null
}

/** From the start of the first day to the end of the last. */
export interface DayRange {
  readonly from: EpochSeconds | null
  /** The first second after it. */
  readonly before: EpochSeconds | null
}

export interface DateProblemAt {
  readonly field: DateField
  readonly problem: DateProblem | 'before_start'
}

export const wholeCaseload: CaseloadQuery = { type: null, status: null, dates: {}, search: null, sort: 'issued', order: 'desc', after: null }

const day = seconds(86_400)
const isOneOf = <Name extends string>(names: readonly Name[], text: string): text is Name => (names as readonly string[]).includes(text)
const known = new Set<string>(['type', 'status', 'search', 'sort', 'order', 'after', 'language', ...dateFields])
const afterShape = /^(\d{1,12})\.([0-9a-f]{32})$/

/** Null for a name or a value that no page of ours makes: what sorts or narrows is taken from lists, and never from an address. */
export function caseloadQueryOf(given: Readonly<Record<string, unknown>>): CaseloadQuery | null {
  const names = Object.keys(given)
  if (names.some((name) => !known.has(name) || typeof given[name] !== 'string')) return null
  const text = (name: string): string | null => (Object.hasOwn(given, name) ? String(given[name]) : null)
  const [status, sort, order] = [text('status'), text('sort') ?? wholeCaseload.sort, text('order') ?? wholeCaseload.order]
  if (status !== null && !isOneOf(caseloadStatuses, status)) return null
  if (!isOneOf(caseloadSorts, sort) || !isOneOf(['asc', 'desc'], order)) return null
  const dates = datesOf(text)
  const after = afterOf(text('after'))
  return dates === null || after === undefined ? null : { type: text('type'), status, dates, search: text('search'), sort, order, after }
}

function datesOf(text: (name: string) => string | null): CaseloadQuery['dates'] | null {
  const dates: Partial<Record<DateField, TypedDate>> = {}
  for (const field of dateFields) {
    const written = text(field)
    if (written === null) continue
    const date = dateOfText(written)
    if (date === null) return null
    dates[field] = date
  }
  return dates
}

function afterOf(text: string | null): After | null | undefined {
  if (text === null) return null
  const [, value, id] = afterShape.exec(text) ?? []
  return value === undefined || id === undefined || !isTimeOrderedId(id) ? undefined : { value: Number(value), id: id as CounterfoilId }
}

/** The same question as an address carries it; what is usual isn't told. */
export function caseloadAddress(query: CaseloadQuery, path = '/staff/caseload'): string {
  const text = caseloadParameters(query).toString()
  return text === '' ? path : `${path}?${text}`
}

export function caseloadParameters(query: CaseloadQuery): URLSearchParams {
  const parts = new URLSearchParams()
  if (query.type !== null) parts.set('type', query.type)
  if (query.status !== null) parts.set('status', query.status)
  for (const [field, date] of Object.entries(query.dates)) parts.set(field, dateText(date))
  if (query.search !== null) parts.set('search', query.search)
  if (query.sort !== wholeCaseload.sort) parts.set('sort', query.sort)
  if (query.order !== wholeCaseload.order) parts.set('order', query.order)
  if (query.after !== null) parts.set('after', `${query.after.value}.${query.after.id}`)
  return parts
}

/** The days that dates of a query mean, or what is wrong with them. */
export function rangesOf({ dates }: Pick<CaseloadQuery, 'dates'>): { readonly issued: DayRange; readonly expires: DayRange } | { readonly problems: readonly DateProblemAt[] } {
  const problems: DateProblemAt[] = []
  const at = (field: DateField): EpochSeconds | null => {
    const date = dates[field]
    if (date === undefined) return null
    const start = startOfDay(date)
    if (typeof start === 'number') return start
    problems.push({ field, problem: start })
    return null
  }
  const range = (from: DateField, to: DateField): DayRange => {
    const [first, last] = [at(from), at(to)]
    if (first !== null && last !== null && last < first) problems.push({ field: to, problem: 'before_start' })
    return { from: first, before: last === null ? null : plus(last, day) }
  }
  const ranges = { issued: range('issued-from', 'issued-to'), expires: range('expires-from', 'expires-to') }
  return problems.length === 0 ? ranges : { problems }
}
