import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { EntitySchema } from 'typeorm'
import { toldChecks, type CheckRecord } from '../domain/check-record.ts'
import type { Presentation } from '../domain/presentation.ts'

/** One check record as its table holds it. `checks` names those passed, and the one that failed after a `!`. */
export interface CheckRecordRow {
  readonly transaction_id: string
  readonly at: number
  readonly authority: string
  readonly form: string
  readonly flow: string
  readonly outcome: string
  readonly refusal: string | null
  readonly checks: string
  readonly issuer_kid: string | null
  readonly vct: string | null
  readonly over_disclosed: number
  readonly presentation_digest: string | null
  readonly issuer_key_at: number | null
  readonly issuer_key_block: number | null
  readonly accreditation_at: number | null
  readonly accreditation_block: number | null
  readonly status_at: number | null
  readonly status_list_uri: string | null
  readonly status_list_issued_at: number | null
  /** The record as the authority signed it. */
  readonly statement: string | null
}

const text = { type: 'text' } as const
const nullableText = { type: 'text', nullable: true } as const
const nullableInteger = { type: 'integer', nullable: true } as const

export const checkRecordEntity = new EntitySchema<CheckRecordRow>({
  name: 'CheckRecord',
  tableName: 'check_records',
  columns: {
    transaction_id: { ...text, primary: true },
    at: { type: 'integer' },
    authority: text,
    form: text,
    flow: text,
    outcome: text,
    refusal: nullableText,
    checks: text,
    issuer_kid: nullableText,
    vct: nullableText,
    over_disclosed: { type: 'integer' },
    presentation_digest: nullableText,
    issuer_key_at: nullableInteger,
    issuer_key_block: nullableInteger,
    accreditation_at: nullableInteger,
    accreditation_block: nullableInteger,
    status_at: nullableInteger,
    status_list_uri: nullableText,
    status_list_issued_at: nullableInteger,
    statement: nullableText,
  },
})

const columns = Object.keys(checkRecordEntity.options.columns)

const insertion = `WITH asked AS (SELECT value AS row FROM json_each(?))
  INSERT INTO check_records (${columns.join(', ')}) SELECT ${columns.map((name) => `row ->> '${name}'`).join(', ')} FROM asked WHERE true RETURNING transaction_id`

/** The end of a presentation, as far as it is recorded. */
export interface RecordedEnd {
  readonly presentation: Presentation
  readonly record: CheckRecord
  readonly now: EpochSeconds
  readonly statement: string | null
}

/** Adds the records of presentations that end, in the unit that ends them. */
export async function addCheckRecords(writes: Writes, ends: readonly RecordedEnd[]): Promise<void> {
  if (ends.length > 0) await writes.all(insertion, [JSON.stringify(ends.map(rowOf))])
}

function rowOf({ presentation, record, now, statement }: RecordedEnd): CheckRecordRow {
  const { facts } = record
  // Of several the one that was read longest ago; all of them are in the statement.
  const [list] = facts.statusLists
  return {
    transaction_id: presentation.transactionId,
    at: now,
    authority: presentation.authority,
    form: presentation.form,
    flow: presentation.flow,
    outcome: record.outcome,
    refusal: record.refusal,
    checks: toldChecks(record.checks).join(','),
    issuer_kid: facts.issuerKid,
    vct: record.vct,
    over_disclosed: record.overDisclosed ? 1 : 0,
    presentation_digest: record.presentationDigest,
    issuer_key_at: facts.issuerKeyAt,
    issuer_key_block: facts.issuerKeyBlock,
    accreditation_at: facts.accreditationAt,
    accreditation_block: facts.accreditationBlock,
    status_at: list?.at ?? null,
    status_list_uri: list?.uri ?? null,
    status_list_issued_at: list?.issuedAt ?? null,
    statement,
  }
}
