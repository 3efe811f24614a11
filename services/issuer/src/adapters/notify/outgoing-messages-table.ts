import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { BulkJobId } from '../../domain/bulk/bulk-job.ts'
import { mayBePrinted, messageRemembrance, type MessageChannel, type MessageProblem, type MessageReference, type MessageState, type MessageSummary, type TemplateName } from '../../domain/notify/message.ts'
import { mostDue, type DueMessage, type MessageCount, type Outbox, type SealedMessage } from '../../ports/notifier.ts'
import { standsNoMore } from './stands-no-more.ts'

interface Row {
  readonly reference: MessageReference
  readonly authority: string
  readonly subject: string
  readonly channel: MessageChannel
  readonly template: TemplateName
  readonly language: 'en' | 'cy'
  readonly state: MessageState
  readonly sealed: string
  readonly attempts: number
  readonly was_tried: 0 | 1
  readonly asked_at: EpochSeconds
  readonly at: EpochSeconds
  readonly expires_at: EpochSeconds
  readonly problem: MessageProblem | null
}

// What tells of an offer that is over, or was replaced, would lead nowhere; of a change that no longer stands, it would be untrue.
const isOver = `(expires_at <= ? OR EXISTS (SELECT 1 FROM credential_offers o WHERE o.id = subject AND o.state NOT IN ('offered', 'redeeming')) OR ${standsNoMore})`
/** Given up, and still of use to somebody: takes the authority and the time. */
export const mayGoAgain = `authority = ? AND state = 'failed' AND sealed IS NOT NULL AND NOT ${isOver}`
/** Takes the time. */
export const onItsWayAgain = "state = 'waiting', attempts = 0, at = ?"

const unsent = "state IN ('waiting', 'failed')"
const summaryColumns = 'reference, subject, channel, template, state, attempts, asked_at, at, problem'

/** Stores messages, within the unit that asks for it; with the job of many that wrote them, if one did. */
export async function putMessages(writes: Writes, messages: readonly SealedMessage[], now: EpochSeconds, job: BulkJobId | null = null): Promise<void> {
  if (messages.length === 0) return
  await writes.run(
    `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?))
     INSERT INTO outgoing_messages (reference, authority, subject, channel, template, language, state, sealed, attempts, was_tried, asked_at, at, expires_at, bulk_job)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, 'waiting', value ->> 6, 0, 0, ?, ?, value ->> 7, ? FROM asked WHERE true ON CONFLICT (reference) DO NOTHING`,
    [JSON.stringify(messages.map(({ reference, authority, subject, channel, template, language, sealed, expiresAt }) => [reference, authority, subject, channel, template, language, sealed, expiresAt])), now, now, job],
  )
}

export const countMessages = (reads: Reads, where: string, values: readonly string[]): Promise<readonly MessageCount[]> =>
  reads.all<MessageCount>(`SELECT template, channel, state, problem, count(*) AS many FROM outgoing_messages WHERE ${where} GROUP BY template, channel, state, problem ORDER BY template DESC, state, problem`, values)

export const outgoingMessagesTable = (database: Database): Outbox => ({
  put: (messages, now) => database.write((writes) => putMessages(writes, messages, now)),
  due: async (authority, now) => {
    const rows = await database.reads.all<Row>(`SELECT * FROM outgoing_messages WHERE state = 'waiting' AND authority = ? AND at <= ? AND NOT ${isOver} ORDER BY at, reference LIMIT ${mostDue}`, [authority, now, now])
    return rows.map((row): DueMessage => ({ ...sealedOf(row), attempts: row.attempts, wasTried: row.was_tried === 1 }))
  },
  claim: async ({ reference, attempts }, nextAt) =>
    (await database.write((writes) => writes.run("UPDATE outgoing_messages SET attempts = ?, was_tried = 1, at = ? WHERE reference = ? AND attempts = ? AND state = 'waiting'", [attempts + 1, nextAt, reference, attempts]))) === 1,
  sent: async (reference, now) => {
    // Also when staff printed it meanwhile: it went out, and says so.
    await database.write((writes) => writes.run("UPDATE outgoing_messages SET state = 'sent', sealed = NULL, problem = NULL, at = ? WHERE reference = ?", [now, reference]))
  },
  failed: async (reference, { problem, isGivenUp, now }) => {
    const stillWaits = "reference = ? AND state = 'waiting'"
    await database.write((writes) =>
      isGivenUp
        ? writes.run(`UPDATE outgoing_messages SET state = 'failed', at = ?, problem = ? WHERE ${stillWaits}`, [now, problem, reference])
        : writes.run(`UPDATE outgoing_messages SET problem = ? WHERE ${stillWaits}`, [problem, reference]),
    )
  },
  about: async (authority, subject) =>
    (await database.reads.all<Row>(`SELECT ${summaryColumns} FROM outgoing_messages WHERE authority = ? AND subject = ? ORDER BY template DESC, reference`, [authority, subject])).map(summaryOf),
  toSeeTo: async (authority) =>
    (await database.reads.all<Row>(`SELECT ${summaryColumns} FROM outgoing_messages WHERE authority = ? AND state = 'failed' ORDER BY at DESC, reference LIMIT 100`, [authority])).map(summaryOf),
  howManyToSeeTo: async (authority) => (await database.reads.first<{ readonly many: number }>("SELECT count(*) AS many FROM outgoing_messages WHERE authority = ? AND state = 'failed'", [authority]))?.many ?? 0,
  again: async (authority, reference, now) =>
    (await database.write((writes) => writes.run(`UPDATE outgoing_messages SET ${onItsWayAgain} WHERE ${mayGoAgain} AND reference = ?`, [now, authority, now, reference]))) === 1,
  toPrint: (authority, reference, now) =>
    database.write(async (writes) => {
      const printable = "authority = ? AND reference = ? AND state IN ('failed', 'waiting', 'printed') AND sealed IS NOT NULL"
      const row = await writes.first<Row>(`SELECT * FROM outgoing_messages WHERE ${printable} AND NOT ${isOver}`, [authority, reference, now])
      if (row === null) return null
      const aboutTheSame = await writes.all<Row>('SELECT reference, template, channel, state FROM outgoing_messages WHERE authority = ? AND subject = ?', [authority, row.subject])
      if (!mayBePrinted(row, aboutTheSame)) return 'both_by_letter'
      await writes.run(`UPDATE outgoing_messages SET state = 'printed', at = ? WHERE ${printable} AND state <> 'printed'`, [now, authority, reference])
      return sealedOf(row)
    }),
  sweep: (now) => database.write((writes) => sweepMessages(writes, now)),
})

/** Forgets what messages say and where they go; those that weren't sent never are. `where` numbers its values. */
export async function emptyMessages(writes: Writes, { where, values, now }: { readonly where: string; readonly values: readonly (string | number)[]; readonly now: EpochSeconds }): Promise<void> {
  const at = `?${values.length + 1}`
  await writes.run(`UPDATE outgoing_messages SET sealed = NULL, at = CASE WHEN ${unsent} THEN ${at} ELSE at END, state = CASE WHEN ${unsent} THEN 'dropped' ELSE state END WHERE sealed IS NOT NULL AND ${where}`, [...values, now])
}

async function sweepMessages(writes: Writes, now: EpochSeconds): Promise<void> {
  await emptyMessages(writes, { where: isOver.replace('?', '?1'), values: [now], now })
  await writes.run('DELETE FROM outgoing_messages WHERE sealed IS NULL AND expires_at <= ?', [now - messageRemembrance])
}

const sealedOf = ({ reference, authority, subject, channel, template, language, sealed, expires_at: expiresAt }: Row): SealedMessage => ({ reference, authority, subject, channel, template, language, sealed, expiresAt })

const summaryOf = ({ reference, subject, channel, template, state, attempts, asked_at: askedAt, at, problem }: Row): MessageSummary => ({ reference, subject, channel, template, state, attempts, askedAt, at, problem })
