import type { SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { remembrance, resultLifetime } from '../domain/presentation.ts'
import { isSandbox } from '../domain/sandbox.ts'
import type { PresentationRow } from './presentation-row.ts'
import { unopened } from './presentation-statements.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

type ExpiredRow = Pick<PresentationRow, 'transaction_id' | 'request_id' | 'authority' | 'form'>

export const expiring = (which: string): string =>
  `UPDATE presentations SET status = 'expired', response_key = NULL, transactions = NULL, code = NULL, sealed_result = NULL, response_code_hash = NULL WHERE ${which}`

/** Expires what is past its time, erasing keys and results; forgets what ended long ago. */
export async function sweepPresentations(writes: Writes, now: EpochSeconds, outbox: WebhookOutbox | null): Promise<void> {
  const expire = async (which: string, parameters: readonly SqlValue[]): Promise<void> => {
    if (outbox === null) await writes.run(expiring(which), parameters)
    else await tellExpired(writes, await writes.all<ExpiredRow>(`${expiring(which)} RETURNING transaction_id, request_id, authority, form`, parameters), now, outbox)
  }
  await expire("status IN ('requested', 'fetched') AND expires_at <= ?", [now])
  await expire("status = 'requested' AND flow = 'cross_device' AND expires_at <= ?", [now + unopened])
  await expire("status = 'answered' AND ended_at <= ?", [now - resultLifetime])
  await writes.run(`DELETE FROM presentations WHERE status NOT IN ('requested', 'fetched', 'answered') AND expires_at <= ?`, [now - remembrance])
}

/** Tells of presentations that expired in this unit. */
export const tellExpired = (writes: Writes, rows: readonly ExpiredRow[], at: EpochSeconds, outbox: WebhookOutbox): Promise<void> =>
  outbox.queue(writes, rows.map((row) => ({ type: 'presentation.expired', transactionId: row.transaction_id, authority: row.authority, form: row.form, isSandbox: isSandbox({ requestId: row.request_id }), at })))
