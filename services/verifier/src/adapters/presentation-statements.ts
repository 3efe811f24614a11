import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CheckRecord } from '../domain/check-record.ts'
import { openableUntil, openingGrace } from '../domain/other-device.ts'
import { presentationLifetime, type Conclusion, type PresentationNumber, type RequestId, type ResponseCode, type TransactionId } from '../domain/presentation.ts'
import { isSandbox } from '../domain/sandbox.ts'
import type { PresentationNews } from '../domain/webhook-event.ts'
import type { OpenPresentation } from '../ports.ts'
import { addCheckRecords } from './check-records-table.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

// Each statement takes a JSON list of questions and tells which of them it changed. They start with WITH, since TypeORM
// gives back no rows from a text that starts with INSERT or UPDATE.

export interface Begin {
  readonly presentation: OpenPresentation
  readonly code: string | null
  /** Its transactions, sealed. */
  readonly covered: string | null
}

const columns = ['transaction_id', 'request_id', 'authority', 'form', 'profile_digest', 'flow', 'nonce', 'code', 'form_key', 'return_url', 'origin', 'transactions', 'response_jwk', 'response_key', 'expires_at']

const beginning = `WITH asked AS (SELECT value AS row FROM json_each(?))
  INSERT INTO presentations (status, ${columns.join(', ')}) SELECT 'requested', ${columns.map((_, place) => `row ->> ${place}`).join(', ')}
  FROM asked WHERE true ON CONFLICT (code) DO NOTHING`
const begunAmong = 'SELECT transaction_id FROM presentations WHERE transaction_id IN (SELECT value FROM json_each(?))'

/** Adds presentations; false for one whose code is taken. */
export async function beginAll(writes: Writes, asks: readonly Begin[]): Promise<boolean[]> {
  const rows = asks.map(({ presentation: { responseKey, ...facts }, code, covered }) => [
    facts.transactionId,
    facts.requestId,
    facts.authority,
    facts.form,
    facts.profileDigest,
    facts.flow,
    facts.nonce,
    code,
    JSON.stringify(facts.formKey),
    facts.returnUrl,
    facts.origin,
    covered,
    JSON.stringify(responseKey.publicJwk),
    Buffer.from(responseKey.wrapped).toString('base64url'),
    facts.expiresAt,
  ])
  if ((await writes.run(beginning, [JSON.stringify(rows)])) === rows.length) return asks.map(() => true)
  const begun = await changed(writes, begunAmong, asks.map(({ presentation }) => presentation.transactionId), 'transaction_id')
  return asks.map(({ presentation }) => begun.has(presentation.transactionId))
}

export interface Fetch {
  readonly authority: string
  readonly requestId: RequestId
  readonly now: EpochSeconds
}

/** How long before its own end a presentation for another device can't be opened for the first time any more. */
export const unopened = presentationLifetime - (openableUntil(presentationLifetime as number as EpochSeconds) as number)

const openableAt = (now: string): string =>
  `status IN ('requested', 'fetched') AND (flow = 'same_device' OR (opened_at IS NULL AND expires_at > ${now} + ${unopened}) OR opened_at > ${now} - ${openingGrace})`

/** Whether one can be opened, for two parameters: both are now. */
export const openable = openableAt('?')

const fetching = `WITH asked AS (SELECT value ->> 0 AS request, value ->> 1 AS asker, value ->> 2 AS now FROM json_each(?))
  UPDATE presentations SET status = 'fetched', opened_at = coalesce(opened_at, asked.now) FROM asked
  WHERE request_id = asked.request AND authority = asked.asker AND ${openableAt('asked.now')} AND expires_at > asked.now`
const fetchingSome = `${fetching} RETURNING request_id`

/** Marks open presentations as fetched; false for one that is not open. */
export async function fetchAll(writes: Writes, asks: readonly Fetch[]): Promise<boolean[]> {
  const rows = asks.map(({ authority, requestId, now }) => [requestId, authority, now])
  if (new Set(asks.map(({ requestId }) => requestId)).size === asks.length && (await writes.run(fetching, [JSON.stringify(rows)])) === asks.length) return asks.map(() => true)
  // Not all are open. Marking again changes nothing, and tells which are.
  const open = await changed(writes, fetchingSome, rows, 'request_id')
  return asks.map(({ requestId }) => open.has(requestId))
}

export interface Conclude {
  readonly presentation: OpenPresentation
  readonly conclusion: Conclusion
  readonly record: CheckRecord
  readonly now: EpochSeconds
  readonly statement: string | null
}

const concluding = `WITH asked AS (SELECT value AS row FROM json_each(?))
  UPDATE presentations SET status = row ->> 1, refusal = row ->> 2, sealed_result = row ->> 3, response_code_hash = row ->> 4, ended_at = row ->> 5, response_key = NULL, transactions = NULL, code = NULL
  FROM asked WHERE transaction_id = row ->> 0 AND status IN ('requested', 'fetched') AND expires_at > row ->> 5 RETURNING transaction_id`

/** What is kept of a code, or of a number: of which there are so few that nothing hides one from who has the row, but the row opens nothing. */
export const proofHash = (transactionId: TransactionId, proof: ResponseCode | PresentationNumber): string => sha256Base64Url(`${transactionId} ${proof}`)

/** Ends open presentations and adds their check records, and what is to be told of it; true for the one answer that ended each. */
export async function concludeAll(writes: Writes, asks: readonly Conclude[], outbox: WebhookOutbox | null): Promise<boolean[]> {
  const first = firstOfEach(asks, ({ presentation }) => presentation.transactionId)
  const rows = first.map(({ presentation, conclusion, now }) => [
    presentation.transactionId,
    conclusion.status,
    conclusion.status === 'answered' ? null : conclusion.refusal,
    conclusion.status === 'answered' ? conclusion.sealedResult : null,
    conclusion.status === 'answered' && conclusion.proof !== null ? proofHash(presentation.transactionId, conclusion.proof) : null,
    now,
  ])
  const ended = await changed(writes, concluding, rows, 'transaction_id')
  const won = new Set(first.filter(({ presentation }) => ended.has(presentation.transactionId)))
  await addCheckRecords(writes, [...won])
  await outbox?.queue(writes, [...won].map(({ presentation, conclusion, now }) => endOf(presentation, conclusion, now)))
  return asks.map((ask) => won.has(ask))
}

const endOf = ({ transactionId, authority, form, requestId }: OpenPresentation, { status }: Conclusion, at: EpochSeconds): PresentationNews => ({ type: `presentation.${status}`, transactionId, authority, form, isSandbox: isSandbox({ requestId }), at })

export async function changed(writes: Writes, statement: string, asked: readonly unknown[], name: 'transaction_id' | 'request_id'): Promise<ReadonlySet<string>> {
  if (asked.length === 0) return new Set()
  const rows = await writes.all<Record<typeof name, string>>(statement, [JSON.stringify(asked)])
  return new Set(rows.map((row) => row[name]))
}

export function firstOfEach<One>(all: readonly One[], name: (one: One) => string): One[] {
  const seen = new Set<string>()
  return all.filter((one) => !seen.has(name(one)) && seen.add(name(one)))
}
