import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { claimsFromRecord, concerns, type PersonRecord } from '../domain/council-record.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { RecordSource } from '../ports.ts'
import type { RecordGaps } from '../ports/record-gaps.ts'

/** What a council's record says of a person now, or why it says nothing. */
export type RecordRead<Missing> = { readonly claims: JsonObject; readonly record: PersonRecord } | { readonly missing: Missing }

export interface RecordPorts {
  readonly clock: Clock
  readonly records: RecordSource
  /** Staff learn of what is incomplete. */
  readonly gaps: Pick<RecordGaps, 'note'>
}

export interface WhoseRecord {
  readonly authority: Authority
  readonly person: PersonHandle
  readonly type: CredentialType
}

/** The record of whom a handle stands for; null when there is none any more. */
export async function recordOf(records: Pick<RecordSource, 'people'>, authority: Authority, handle: PersonHandle): Promise<PersonRecord | null> {
  return (await records.people(authority.id, [handle])).get(handle) ?? null
}

/** What a record supports now. One that is incomplete is told to staff, for nobody else can mend it; that a day in it has passed is no gap. */
async function judgeRecord({ clock, gaps }: RecordPorts, { authority, person, type }: WhoseRecord, record: PersonRecord | null): Promise<RecordRead<'record_gone' | 'record_incomplete'>> {
  if (record === null || !concerns(type, record)) return { missing: 'record_gone' }
  const now = clock.now()
  const read = claimsFromRecord(type, record, now)
  if ('claims' in read) return { claims: read.claims, record }
  if (read.problems.some(({ problem }) => problem !== 'ended')) await gaps.note(authority.id, { person, typeId: type.id }, now)
  return { missing: 'record_incomplete' }
}

/** Reads a record as it is. Refuses `records_away`, `records_unusable`. */
export const readRecord = async (ports: RecordPorts, whose: WhoseRecord): Promise<RecordRead<'record_gone' | 'record_incomplete'>> => judgeRecord(ports, whose, await recordOf(ports.records, whose.authority, whose.person))

/** Reads a record at the moment of issuing. A source that can't be reached stops nobody: it is told of, and asked again later. */
export async function readRecordAgain({ onRecordAway, ...ports }: RecordPorts & { readonly onRecordAway: (error: unknown) => void }, whose: WhoseRecord): Promise<RecordRead<'record_away' | 'record_gone' | 'record_incomplete'>> {
  let record: PersonRecord | null
  try {
    record = await recordOf(ports.records, whose.authority, whose.person)
  } catch (error) {
    onRecordAway(error)
    return { missing: 'record_away' }
  }
  return judgeRecord(ports, whose, record)
}
