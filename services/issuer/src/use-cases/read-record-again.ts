import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { claimsFromRecord, recordsOf, theOneOf, type PersonRecord } from '../domain/council-record.ts'
import type { PersonHandle, RecordHandle } from '../domain/credential-offer.ts'
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
  /** Which, where they may have several. */
  readonly record: RecordHandle | null
}

/** Whose records, all of a type. */
export type WhoseRecords = Omit<WhoseRecord, 'record'>

/** The record of whom a handle stands for; null when there is none any more. */
export async function recordOf(records: Pick<RecordSource, 'people'>, authority: Authority, handle: PersonHandle): Promise<PersonRecord | null> {
  return (await records.people(authority.id, [handle])).get(handle) ?? null
}

/** What a record supports now. One that is incomplete is told to staff, for nobody else can mend it; that a day in it has passed is no gap. */
async function judgeRecord({ clock, gaps }: RecordPorts, { authority, person, type }: WhoseRecords, record: PersonRecord | null): Promise<RecordRead<'record_gone' | 'record_incomplete'>> {
  if (record === null) return { missing: 'record_gone' }
  const now = clock.now()
  const read = claimsFromRecord(type, record, now)
  if ('claims' in read) return { claims: read.claims, record }
  if (read.problems.some(({ problem }) => problem !== 'ended')) await gaps.note(authority.id, { person, typeId: type.id }, now)
  return { missing: 'record_incomplete' }
}

const theirs = async (records: Pick<RecordSource, 'people'>, { authority, person, type }: WhoseRecords): Promise<readonly PersonRecord[]> => {
  const found = await recordOf(records, authority, person)
  return found === null ? [] : recordsOf(type, found)
}

async function theOne(records: RecordSource, { record, ...whose }: WhoseRecord): Promise<PersonRecord | null> {
  const { authority, type } = whose
  return theOneOf(await theirs(records, whose), (one) => one.unusableList === undefined && records.recordHandleOf(authority.id, type.id, one) === record) ?? null
}

/** Reads a record as it is. Refuses `records_away`, `records_unusable`. */
export const readRecord = async (ports: RecordPorts, whose: WhoseRecord): Promise<RecordRead<'record_gone' | 'record_incomplete'>> => judgeRecord(ports, whose, await theOne(ports.records, whose))

/** Reads each record of a type that somebody has, as they are; none where there is none. Refuses `records_away`, `records_unusable`. */
export async function readRecords(ports: RecordPorts, whose: WhoseRecords): Promise<readonly { readonly record: PersonRecord; readonly read: RecordRead<'record_gone' | 'record_incomplete'> }[]> {
  const all: { readonly record: PersonRecord; readonly read: RecordRead<'record_gone' | 'record_incomplete'> }[] = []
  for (const record of await theirs(ports.records, whose)) all.push({ record, read: await judgeRecord(ports, whose, record) })
  return all
}

/** Reads a record at the moment of issuing. A source that can't be reached stops nobody: it is told of, and asked again later. */
export async function readRecordAgain({ onRecordAway, ...ports }: RecordPorts & { readonly onRecordAway: (error: unknown) => void }, whose: WhoseRecord): Promise<RecordRead<'record_away' | 'record_gone' | 'record_incomplete'>> {
  let record: PersonRecord | null
  try {
    record = await theOne(ports.records, whose)
  } catch (error) {
    onRecordAway(error)
    return { missing: 'record_away' }
  }
  return judgeRecord(ports, whose, record)
}
