import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { nameOf, type WebhookId } from '@counterfoil/service-kit/webhooks/webhook-endpoint'
import { webhookMessages } from '@counterfoil/service-kit/webhooks/webhook-messages'
import { mostDue, type Webhooks } from '@counterfoil/service-kit/webhooks/webhooks'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { isOfHostedPage } from '../domain/hosted-page.ts'
import type { TransactionId } from '../domain/presentation.ts'
import { hears, payloadOf, type PresentationNews, type VerifierWebhookEndpoint, type WebhookType } from '../domain/webhook-event.ts'

interface DueRow {
  readonly id: WebhookId
  readonly endpoint: string
  readonly attempts: number
  readonly event: WebhookType
  readonly transaction_id: TransactionId
  readonly form: string
  readonly at: EpochSeconds
}

const due = `SELECT m.id, m.endpoint, m.attempts, m.event, m.transaction_id, m.form, m.at
  FROM webhook_messages m JOIN webhook_endpoints e ON e.endpoint = m.endpoint AND e.stopped_at IS NULL
  WHERE m.is_dead = 0 AND m.endpoint = ? AND m.next_at <= ? ORDER BY m.next_at, m.at LIMIT ${mostDue}`

const queueing = `WITH asked AS (SELECT value AS row FROM json_each(?))
  INSERT INTO webhook_messages (id, endpoint, event, transaction_id, form, at, attempts, next_at, is_dead)
  SELECT 'msg_' || lower(hex(randomblob(16))), row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, 0, row ->> 4, 0 FROM asked
  WHERE NOT EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.endpoint = row ->> 0 AND e.stopped_at IS NOT NULL)
  ON CONFLICT DO NOTHING`

/** Messages on their way. Presentations are forgotten long before the last attempt, so each says for itself what it tells. */
export const webhooksTable = (database: Database): Webhooks<VerifierWebhookEndpoint> => ({
  ...webhookMessages(database),
  take: async (endpoints) => {
    const known = new Set((await database.reads.all<{ readonly endpoint: string }>('SELECT endpoint FROM webhook_endpoints')).map(({ endpoint }) => endpoint))
    const added = endpoints.map(nameOf).filter((name) => !known.has(name))
    if (added.length > 0) await database.write((writes) => writes.run('INSERT INTO webhook_endpoints (endpoint) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING', [JSON.stringify(added)]))
  },
  due: async (endpoint, now) => {
    const rows = await database.reads.all<DueRow>(due, [nameOf(endpoint), now])
    return rows.map(({ id, endpoint: name, attempts, event: type, transaction_id: transactionId, form, at }) => ({ id, endpoint: name, attempts, body: payloadOf(endpoint, { type, transactionId, form, at }) }))
  },
})

/** What ends of presentations are told by. There is none where nobody listens. */
export interface WebhookOutbox {
  /** Queues what is to be told, in the unit that ends them; nothing for who wants no more. */
  queue(writes: Writes, ends: readonly PresentationNews[]): Promise<void>
  /** Whether anybody hears of such news. */
  reaches(news: PresentationNews): boolean
  /** To be called when such a unit was committed: what waits is sent. */
  send(): void
}

export function webhookOutbox(endpoints: readonly VerifierWebhookEndpoint[], wake: () => void): WebhookOutbox | null {
  if (endpoints.length === 0) return null
  let isWaiting = false
  return {
    queue: async (writes, ends) => {
      const rows = (await asFormsKnowThem(writes, ends)).flatMap((end) => endpoints.filter((endpoint) => hears(endpoint, end)).map((endpoint) => [nameOf(endpoint), end.type, end.transactionId, end.form, end.at]))
      if (rows.length === 0) return
      await writes.run(queueing, [JSON.stringify(rows)])
      isWaiting = true
    },
    reaches: (news) => endpoints.some((endpoint) => hears(endpoint, news)),
    send: () => {
      if (isWaiting) wake()
      isWaiting = false
    },
  }
}

/** A hosted page stands for all of its presentations, and lapses by itself: that one of them did is no news. */
async function asFormsKnowThem(writes: Writes, ends: readonly PresentationNews[]): Promise<readonly PresentationNews[]> {
  const hosted = ends.filter(({ transactionId }) => isOfHostedPage(transactionId))
  if (hosted.length === 0) return ends
  const rows = await writes.all<{ readonly presentation: string; readonly transaction_id: TransactionId }>('SELECT presentation, transaction_id FROM hosted_pages WHERE presentation IN (SELECT value FROM json_each(?))', [JSON.stringify(hosted.map(({ transactionId }) => transactionId))])
  const pages = new Map(rows.map((row) => [row.presentation, row.transaction_id]))
  return ends.flatMap((end) => {
    if (!isOfHostedPage(end.transactionId)) return [end]
    const transactionId = pages.get(end.transactionId)
    return transactionId === undefined || end.type === 'presentation.expired' ? [] : [{ ...end, transactionId }]
  })
}
