import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { isCalendarDate, schemaAt, type ObjectSchema } from './claims-schema.ts'
import { stretches } from './life-events.ts'

const members = {
  birthday: ['event', 'claim', 'age', 'within', 'graceDays'],
  annual: ['event', 'day', 'graceDays'],
  onDate: ['event', 'claim', 'within', 'graceDays'],
} as const

const isWhole = (value: unknown, least: number, most: number): value is number => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

/** What is wrong with the life events of a type whose schema was linted. */
export function lintLifeEvents(type: JsonObject): string[] {
  const { lifeEvents } = type
  if (lifeEvents === undefined) return []
  if (!Array.isArray(lifeEvents) || lifeEvents.length === 0) return ['lifeEvents must list what a credential is renewed after, or be left out']
  const opens = isJsonObject(type['renewal']) ? type['renewal']['opensDaysBefore'] : 0
  const problems = isWhole(opens, 1, 366) ? [] : ['renewal.opensDaysBefore must be at least 1 where there are lifeEvents: who is to renew needs a day for it']
  return [...problems, ...(lifeEvents as readonly Json[]).flatMap((event, order) => lintEvent(type, event, `lifeEvents.${order}`))]
}

function lintEvent(type: JsonObject, event: Json, where: string): string[] {
  const kind = isJsonObject(event) ? event['event'] : undefined
  if (!isJsonObject(event) || typeof kind !== 'string' || !Object.hasOwn(members, kind)) return [`${where}.event must be one of ${Object.keys(members).join(', ')}`]
  const known: readonly string[] = members[kind as keyof typeof members]
  const problems = Object.keys(event).filter((name) => !known.includes(name)).map((name) => `${where} may not say ${name}`)
  if (!isWhole(event['graceDays'], 0, 366)) problems.push(`${where}.graceDays must be a whole number from 0 to 366`)
  if (kind === 'annual') return [...problems, ...lintDay(event['day'], where)]
  return [...problems, ...lintClaim(type, event, where), ...lintWithin(event, where), ...(kind === 'birthday' ? lintBirthday(type, event, where) : [])]
}

/** 2023 had no 29 February, and most years have none. */
const lintDay = (day: Json | undefined, where: string): string[] =>
  typeof day === 'string' && isCalendarDate(`2023-${day}`) ? [] : [`${where}.day must be a day of every year, like 09-01`]

function lintClaim({ schema, endsOn }: JsonObject, { event, claim }: JsonObject, where: string): string[] {
  const path = Array.isArray(claim) && claim.every((step): step is string => typeof step === 'string') ? claim : []
  const found = schemaAt(schema as unknown as ObjectSchema, path) // linted before
  if (path.length === 0 || found === null) return [`${where}.claim must be the path of a claim`]
  if (found.type !== 'string' || found.format !== 'date') return [`${where}.claim names ${path.join('.')}, which is not a date`]
  const isEnd = event === 'onDate' && Array.isArray(endsOn) && endsOn.join('.') === path.join('.')
  return isEnd ? [`${where}.claim names ${path.join('.')}, on which the credential ends without grace by endsOn`] : []
}

function lintWithin({ event, within }: JsonObject, where: string): string[] {
  if (within === undefined) return event === 'birthday' ? [`${where}.within must be ${stretches.map((one) => `"${one}"`).join(' or ')}: the date of a birthday would tell the birthday`] : []
  return (stretches as readonly unknown[]).includes(within) ? [] : [`${where}.within must be one of ${stretches.join(', ')}`]
}

function lintBirthday({ renewal }: JsonObject, { age, graceDays }: JsonObject, where: string): string[] {
  const opens = isJsonObject(renewal) ? renewal['opensDaysBefore'] : undefined
  const problems = isWhole(age, 1, 120) ? [] : [`${where}.age must be a whole number from 1 to 120`]
  const isTooShort = typeof opens === 'number' && typeof graceDays === 'number' && graceDays < opens
  return isTooShort ? [...problems, `${where}.graceDays must be at least renewal.opensDaysBefore: else renewal would open before the birthday, when nothing has changed yet`] : problems
}
