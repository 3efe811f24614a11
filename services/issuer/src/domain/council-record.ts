import { problemsOf, type ClaimProblem, type ClaimsSchema, type ObjectSchema } from '@counterfoil/shared/catalogue/claims-schema'
import { fieldOf, type CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { endingsOf } from './last-day.ts'

/** How the council's own system names a person. Never stored here, never in a URL. */
export type CouncilReference = Branded<string, 'CouncilReference'>

/** One person of the council's system of record, read at the moment of need. */
export interface PersonRecord {
  readonly reference: CouncilReference
  readonly fields: ReadonlyMap<string, string>
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

/** The claims that a record supports now: each claim takes its field. An empty field is an absent one. */
export function claimsFromRecord(type: CredentialType, record: PersonRecord, now: EpochSeconds): RecordClaims {
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
