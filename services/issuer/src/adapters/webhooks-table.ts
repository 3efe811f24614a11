import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { nameOf, type WebhookId } from '@counterfoil/service-kit/webhooks/webhook-endpoint'
import { webhookMessages } from '@counterfoil/service-kit/webhooks/webhook-messages'
import { mostDue, type Webhooks } from '@counterfoil/service-kit/webhooks/webhooks'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AuditEvent } from '../domain/audit-event.ts'
import { eventsOf, payloadOf, type IssuerWebhookEndpoint } from '../domain/webhook-event.ts'

interface DueRow {
  readonly id: WebhookId
  readonly endpoint: string
  readonly attempts: number
  readonly event: AuditEvent['event']
  readonly at: EpochSeconds
  readonly reason: string | null
  readonly offer: string
  readonly counterfoil: string | null
  readonly type_id: string
}

const due = `SELECT m.id, m.endpoint, m.attempts, a.event, a.at, a.reason, o.id AS offer, c.id AS counterfoil, o.type_id
  FROM webhook_messages m JOIN webhook_endpoints e ON e.endpoint = m.endpoint AND e.stopped_at IS NULL JOIN audit_entries a ON a.sequence = m.sequence
  LEFT JOIN counterfoils c ON c.id = a.object JOIN credential_offers o ON o.id = coalesce(c.offer, a.object)
  WHERE m.is_dead = 0 AND m.next_at <= ? AND m.endpoint = ? ORDER BY m.next_at, m.sequence LIMIT ${mostDue}`

/** Messages on their way. The audit log, which is written with what it tells of, is their outbox: nothing is written twice, and issuing pays for none of it. */
export const webhooksTable = (database: Database): Webhooks<IssuerWebhookEndpoint> => ({
  ...webhookMessages(database),
  take: async (endpoints, now) => {
    const newest = (await database.reads.first<{ readonly newest: number | null }>('SELECT max(sequence) AS newest FROM audit_entries'))?.newest ?? 0
    const told = await database.reads.all<{ readonly endpoint: string; readonly sequence: number }>('SELECT endpoint, sequence FROM webhook_endpoints')
    const known = new Map(told.map(({ endpoint, sequence }) => [endpoint, sequence]))
    const behind = endpoints.filter((endpoint) => (known.get(nameOf(endpoint)) ?? -1) < newest)
    if (behind.length > 0) await database.write((writes) => takeAll(writes, behind, now))
  },
  due: async (endpoint, now) => {
    const rows = await database.reads.all<DueRow>(due, [now, nameOf(endpoint)])
    return rows.map(({ type_id: typeId, id, endpoint: name, attempts, ...facts }) => ({ id, endpoint: name, attempts, body: payloadOf({ ...facts, typeId }) }))
  },
})

/** What each endpoint has to be told since it was last looked at, and how far that goes: one unit. */
async function takeAll(writes: Writes, endpoints: readonly IssuerWebhookEndpoint[], now: EpochSeconds): Promise<void> {
  for (const endpoint of endpoints) {
    const name = nameOf(endpoint)
    await writes.run('INSERT INTO webhook_endpoints (endpoint, sequence) SELECT ?, coalesce(max(sequence), 0) FROM audit_entries WHERE true ON CONFLICT DO NOTHING', [name])
    await writes.run(
      `INSERT INTO webhook_messages (id, endpoint, sequence, attempts, next_at, is_dead)
       SELECT 'msg_' || lower(hex(randomblob(16))), e.endpoint, a.sequence, 0, ?, 0 FROM webhook_endpoints e JOIN audit_entries a ON a.sequence > e.sequence
       WHERE e.endpoint = ? AND a.authority = ? AND a.event IN (SELECT value FROM json_each(?))`,
      [now, name, endpoint.authority, JSON.stringify(endpoint.types.flatMap((type) => eventsOf[type]))],
    )
    await writes.run('UPDATE webhook_endpoints SET sequence = (SELECT coalesce(max(sequence), 0) FROM audit_entries) WHERE endpoint = ?', [name])
  }
}
