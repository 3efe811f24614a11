import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { isCalendarDate } from './claims-schema.ts'

/** A stretch of the calendar to whose end a date is moved, so that it says no more than the stretch. */
export const stretches = ['month', 'quarter'] as const
export type Stretch = (typeof stretches)[number]

/**
 * After what a credential must be renewed: the council's record may say something else from then on. It stands some days
 * longer, for the citizen to come round to it. Days are the calendar's, written YYYY-MM-DD or MM-DD.
 */
export type LifeEvent =
  /** Someone reaches an age. The day follows from who they are, so it is always moved to the end of a stretch. */
  | { readonly event: 'birthday'; readonly claim: readonly string[]; readonly age: number; readonly within: Stretch; readonly graceDays: number }
  /** The same day of each year. */
  | { readonly event: 'annual'; readonly day: string; readonly graceDays: number }
  /** The last day of something, as a claim has it. */
  | { readonly event: 'onDate'; readonly claim: readonly string[]; readonly within?: Stretch; readonly graceDays: number }

export interface RenewalRules {
  readonly lifeEvents?: readonly LifeEvent[]
  readonly renewal: { readonly opensDaysBefore: number }
}

/** An end that follows from a life event, in days since 1970-01-01; and the claim that it follows from, if any. */
export interface EventEnd {
  readonly end: number
  readonly claim: readonly string[]
}

const dayOf = (date: string): number => Date.parse(date) / 86_400_000
const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear()
const dayIn = (year: number, month: number, date: number): number => Date.UTC(year, month, date) / 86_400_000

/** The day at a path of the claims; null when there is none. */
export function dayAt(claims: JsonObject, path: readonly string[]): number | null {
  let value: Json | undefined = claims
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined
  return typeof value === 'string' && isCalendarDate(value) ? dayOf(value) : null
}

/** The day on which someone is of an age. Who was born on 29 February is so on 1 March of other years, as the law of England and Wales has it. */
export function birthdayAt(born: number, age: number): number {
  const birth = new Date(born * 86_400_000)
  return dayIn(birth.getUTCFullYear() + age, birth.getUTCMonth(), birth.getUTCDate())
}

/** The first day after the stretch in which a day lies. */
export function afterStretch(day: number, within: Stretch): number {
  const date = new Date(day * 86_400_000)
  const months = within === 'month' ? 1 : 3
  return dayIn(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months + months, 1)
}

const ending = (day: number, { graceDays, within }: { readonly graceDays: number; readonly within?: Stretch }): number =>
  within === undefined ? day + graceDays : afterStretch(day + graceDays, within)

/** Where the event's own end lies for a credential that is issued on a day; null when it does not concern that one. */
function endOfEvent(event: LifeEvent, claims: JsonObject, { issuedOn, opens }: { readonly issuedOn: number; readonly opens: number }): number | null {
  // What is issued once renewal is open was renewed: the record that was read for it knows of the event.
  const isAhead = (end: number): boolean => end - opens > issuedOn
  if (event.event === 'annual') {
    const [month = 1, date = 1] = event.day.split('-').map(Number)
    // The grace and the days before may reach over a new year.
    const years = [-2, -1, 0, 1, 2].map((offset) => ending(dayIn(yearOf(issuedOn) + offset, month - 1, date), event))
    return years.find(isAhead) ?? null
  }
  const day = dayAt(claims, event.claim)
  if (day === null) return null
  // The last day of something is its last day, however late it is asked for; a birthday passes.
  if (event.event === 'onDate') return ending(day + 1, event)
  const end = ending(birthdayAt(day, event.age), event)
  return isAhead(end) ? end : null
}

/** Every end that the life events of a type put to a credential that is issued on a day, with these claims. */
export const eventEnds = ({ lifeEvents = [], renewal }: RenewalRules, claims: JsonObject, issuedOn: number): EventEnd[] =>
  lifeEvents.flatMap((event) => {
    const end = endOfEvent(event, claims, { issuedOn, opens: renewal.opensDaysBefore })
    return end === null ? [] : [{ end, claim: event.event === 'annual' ? [] : event.claim }]
  })
