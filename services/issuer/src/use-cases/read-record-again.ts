import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { claimsFromRecord, concerns, type PersonRecord } from '../domain/council-record.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { RecordSource } from '../ports.ts'

/** What a council's record says of a person now, or why it says nothing. */
export type RecordRead = { readonly claims: JsonObject } | { readonly missing: 'record_away' | 'record_gone' | 'record_incomplete' }

/** The record of whom a handle stands for; null when there is none any more. */
export async function recordOf(records: RecordSource, authority: Authority, handle: PersonHandle): Promise<PersonRecord | null> {
  return (await records.people(authority.id)).find(({ reference }) => records.handleOf(authority.id, reference) === handle) ?? null
}

/** Reads a record at the moment of issuing. A source that can't be reached stops nobody: it is told of, and asked again later. */
export async function readRecordAgain(
  { clock, records, onRecordAway }: { readonly clock: Clock; readonly records: RecordSource; readonly onRecordAway: (error: unknown) => void },
  { authority, person, type }: { readonly authority: Authority; readonly person: PersonHandle; readonly type: CredentialType },
): Promise<RecordRead> {
  let record: PersonRecord | null
  try {
    record = await recordOf(records, authority, person)
  } catch (error) {
    onRecordAway(error)
    return { missing: 'record_away' }
  }
  if (record === null || !concerns(type, record)) return { missing: 'record_gone' }
  const read = claimsFromRecord(type, record, clock.now())
  return 'claims' in read ? read : { missing: 'record_incomplete' }
}
