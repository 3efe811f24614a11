import { EntitySchema } from 'typeorm'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { Flow, PresentationStatus, RequestId, TransactionId } from '../domain/presentation.ts'

/** One presentation as its table holds it. */
export interface PresentationRow {
  readonly transaction_id: TransactionId
  readonly request_id: RequestId
  readonly authority: string
  readonly form: string
  readonly profile_digest: string | null
  readonly flow: Flow
  readonly status: PresentationStatus
  readonly nonce: string
  readonly code: string | null
  readonly form_key: string
  readonly return_url: string | null
  readonly origin: string | null
  /** Base64url of what the holder is to authorise, sealed; there while the presentation is open. */
  readonly transactions: string | null
  readonly response_jwk: string
  /** Base64url of the wrapped private key; there while the presentation is open. */
  readonly response_key: string | null
  readonly sealed_result: string | null
  readonly response_code_hash: string | null
  /** Why it ended; of any other, why the last answer to it was not taken. */
  readonly refusal: RefusalCode | null
  /** When one for another device was opened. */
  readonly opened_at: number | null
  /** How often the form may still be wrong about the number. */
  readonly tries_left: number
  readonly expires_at: number
  readonly ended_at: number | null
}

const text = { type: 'text' } as const
const nullableText = { type: 'text', nullable: true } as const

export const presentationEntity = new EntitySchema<PresentationRow>({
  name: 'Presentation',
  tableName: 'presentations',
  columns: {
    transaction_id: { ...text, primary: true },
    request_id: { ...text, unique: true },
    authority: text,
    form: text,
    profile_digest: nullableText,
    flow: text,
    status: text,
    nonce: text,
    code: { ...nullableText, unique: true },
    form_key: text,
    return_url: nullableText,
    origin: nullableText,
    transactions: nullableText,
    response_jwk: text,
    response_key: nullableText,
    sealed_result: nullableText,
    response_code_hash: nullableText,
    refusal: nullableText,
    opened_at: { type: 'integer', nullable: true },
    tries_left: { type: 'integer' },
    expires_at: { type: 'integer' },
    ended_at: { type: 'integer', nullable: true },
  },
})
