import { problemsOf, type ClaimProblem, type ClaimsSchema, type ObjectSchema } from '@counterfoil/shared/catalogue/claims-schema'
import { fieldOf, type CredentialType, type SeveralRecords } from '@counterfoil/shared/catalogue/credential-type'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { endingsOf } from './last-day.ts'

/** How the council's own system names a person. Never stored here, never in a URL. */
export type CouncilReference = Branded<string, 'CouncilReference'>

/** How it names one record of what somebody has several of. Never stored here, never in a URL. */
export type RecordReference = Branded<string, 'RecordReference'>

/** One person of the council's system of record, read at the moment of need. */
export interface PersonRecord {
  readonly reference: CouncilReference
  readonly fields: ReadonlyMap<string, string>
  /** Where these fields are of one of several: which. */
  readonly entry?: RecordReference
  /** Where a list of several can't be used: the field that it is in. It supports no claims, and which there are nobody can tell. */
  readonly unusableList?: string
}

export type RecordClaims = { readonly claims: JsonObject } | { readonly problems: readonly ClaimProblem[] }

/** A field of the record; null when it is absent or empty. */
export const filled = (record: PersonRecord, field: string): string | null => {
  const text = record.fields.get(field)?.trim() ?? ''
  return text === '' ? null : text
}

/** As people call somebody, and as an envelope does. */
export const nameOf = (record: PersonRecord): string => ['given_name', 'family_name'].map((field) => filled(record, field)).filter((part) => part !== null).join(' ')

/** Whether the record says anything of this type about the person: who has no badge is not offered one. */
export const concerns = (type: CredentialType, record: PersonRecord): boolean => filled(record, type.offeredWhen) !== null

/** More would be no page that staff can read, and no answer that a wallet takes. */
const mostEntries = 50

/**
 * The records of a type that somebody has. Where the type knows several and the person's record lists them: each of the list, with what the
 * person's own record says beside it; else that one, if it concerns them. For a list that is none, one that says so: it keeps nobody from anything else.
 */
export function recordsOf(type: CredentialType, person: PersonRecord): readonly PersonRecord[] {
  const { several } = type
  const list = several === undefined ? null : filled(person, several.listed)
  const records = several === undefined || list === null ? [person] : entriesOf(person, list, several)
  return records.filter((record) => record.unusableList !== undefined || concerns(type, record))
}

/** The only record of a type that somebody has; null where there is none, or several. */
export function onlyRecordOf(type: CredentialType, person: PersonRecord): PersonRecord | null {
  const [record, ...others] = recordsOf(type, person)
  return record === undefined || others.length > 0 ? null : record
}

/** Whether a record is one of a type: of a person whose record lists several only those are, and what can't be read might be. */
export const isRecordOf = (type: CredentialType, record: PersonRecord): boolean => record.unusableList !== undefined || (record.entry === undefined ? recordsOf(type, record).includes(record) : concerns(type, record))

/** The one of somebody's records that is meant; undefined where there is none. Refuses `records_unusable` where nobody can tell. */
export function theOneOf(records: readonly PersonRecord[], isMeant: (record: PersonRecord) => boolean): PersonRecord | undefined {
  const found = records.find(isMeant)
  const unusable = records.find(({ unusableList }) => unusableList !== undefined)?.unusableList
  if (found === undefined && unusable !== undefined) throw new Refusal('records_unusable', { detail: `${unusable} is no list of records, each with a reference of its own` })
  return found
}

/** What one entry says is no other's, and none of the person's own. */
function entriesOf(person: PersonRecord, list: string, { listed, reference }: SeveralRecords): readonly PersonRecord[] {
  const parsed = parseUniqueJson(list)
  const entries = 'value' in parsed && Array.isArray(parsed.value) && parsed.value.length <= mostEntries ? parsed.value.map(fieldsIn) : [null]
  const names = entries.map((entry) => entry?.get(reference)?.trim() ?? '')
  if (names.includes('') || new Set(names).size < names.length) return [{ ...person, unusableList: listed }]
  const taken = new Set(entries.flatMap((entry) => [...(entry?.keys() ?? [])]))
  const own = [...person.fields].filter(([field]) => !taken.has(field))
  return entries.map((entry, place) => ({ reference: person.reference, entry: (names[place] ?? '') as RecordReference, fields: new Map([...own, ...(entry ?? [])]) }))
}

/** The fields of an entry as text; null for what isn't one. */
function fieldsIn(entry: Json): ReadonlyMap<string, string> | null {
  if (!isJsonObject(entry)) return null
  const fields = new Map<string, string>()
  for (const [field, value] of Object.entries(entry)) {
    if (typeof value === 'object' && value !== null) return null
    fields.set(field, value === null ? '' : String(value))
  }
  return fields
}

/** By what people tell one of several from the others; null for one that has no others. */
export function shownOf(type: CredentialType, record: PersonRecord): string | null {
  if (record.entry === undefined) return null
  const shownBy = new Set(type.several?.shownBy.map((path) => path.join('.')))
  return type.claims.filter(({ path }) => shownBy.has(path.join('.'))).flatMap((claim) => filled(record, fieldOf(claim)) ?? []).join(' ')
}

/** The claims that a record supports now: each claim takes its field. An empty field is an absent one. */
export function claimsFromRecord(type: CredentialType, record: PersonRecord, now: EpochSeconds): RecordClaims {
  if (record.unusableList !== undefined) return { problems: [{ path: [record.unusableList], problem: 'no_list' }] }
  const fields = new Map(type.claims.map((claim) => [claim.path.join('.'), fieldOf(claim)]))
  const claims = takeMembers(type.schema, [], (path) => filled(record, fields.get(path.join('.')) ?? ''))
  const problems = problemsOf(type.schema, claims)
  const ended = endingsOf(type, claims, now).filter(({ at }) => at <= now).map(({ claim }): ClaimProblem => ({ path: claim, problem: 'ended' }))
  return problems.length + ended.length === 0 ? { claims } : { problems: [...problems, ...ended] }
}

type TextAt = (path: readonly string[]) => string | null

function takeMembers(schema: ObjectSchema, path: readonly string[], textAt: TextAt): JsonObject {
  const members = Object.entries(schema.properties).flatMap(([name, member]): [string, Json][] => {
    const value = take(member, [...path, name], textAt)
    const isLeftOut = value === null || (member.type === 'object' && !schema.required.includes(name) && Object.keys(value).length === 0)
    return isLeftOut ? [] : [[name, value]]
  })
  return Object.fromEntries(members)
}

/** Records are text, and claims are what their schema says. What can't be that stays text, which doesn't fit the schema. */
function take(schema: ClaimsSchema, path: readonly string[], textAt: TextAt): Json {
  if (schema.type === 'object') return takeMembers(schema, path, textAt)
  const text = textAt(path)
  if (text === null) return null
  if (schema.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  return schema.type === 'boolean' ? (truths.get(text.toLowerCase()) ?? text) : text
}

const truths = new Map([...['true', 't', 'yes', 'y', '1'].map((word) => [word, true] as const), ...['false', 'f', 'no', 'n', '0'].map((word) => [word, false] as const)])
