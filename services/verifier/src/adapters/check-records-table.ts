import type { SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Check } from '@counterfoil/shared/verification/verdict'
import { EntitySchema } from 'typeorm'
import type { CheckRecord } from '../domain/check-record.ts'
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
  readonly accreditation_at: number | null
  readonly status_at: number | null
  readonly status_list_uri: string | null
  readonly status_list_issued_at: number | null
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
    accreditation_at: nullableInteger,
    status_at: nullableInteger,
    status_list_uri: nullableText,
    status_list_issued_at: nullableInteger,
  },
})

const insertion = `INSERT INTO check_records (transaction_id, at, authority, form, flow, outcome, refusal, checks, issuer_kid, vct, over_disclosed,
  presentation_digest, issuer_key_at, accreditation_at, status_at, status_list_uri, status_list_issued_at) VALUES (${Array(17).fill('?').join(', ')})`

const summary = (checks: readonly Check[]): string =>
  checks
    .filter(({ result }) => result !== 'not reached')
    .map(({ name, result }) => (result === 'failed' ? `!${name}` : name))
    .join(',')

/** Adds the record of a presentation's end, in the unit that ends it. */
export async function addCheckRecord(writes: Writes, presentation: Presentation, record: CheckRecord, at: EpochSeconds): Promise<void> {
  const { facts } = record
  const values: SqlValue[] = [
    presentation.transactionId,
    at,
    presentation.authority,
    presentation.form,
    presentation.flow,
    record.outcome,
    record.refusal,
    summary(record.checks),
    facts.issuerKid,
    record.vct,
    record.overDisclosed ? 1 : 0,
    record.presentationDigest,
    facts.issuerKeyAt,
    facts.accreditationAt,
    facts.statusAt,
    facts.statusList?.uri ?? null,
    facts.statusList?.issuedAt ?? null,
  ]
  await writes.run(insertion, values)
}
