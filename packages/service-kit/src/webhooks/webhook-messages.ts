import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Database } from '../persistence/database.ts'
import { nameOf } from './webhook-endpoint.ts'
import type { Webhooks } from './webhooks.ts'

/** How long after it was due a message waits for an operator: two weeks. */
export const webhookRemembrance: Seconds = seconds(14 * 86_400)

const forgetting = `DELETE FROM webhook_messages WHERE next_at <= ? AND (is_dead = 1
  OR endpoint NOT IN (SELECT e.endpoint FROM json_each(?) told JOIN webhook_endpoints e ON e.endpoint = told.value WHERE e.stopped_at IS NULL))`

/** What becomes of messages, in the columns that every service's tables of webhooks have: `webhook_messages` and `webhook_endpoints`. */
export const webhookMessages = (database: Database): Omit<Webhooks, 'take' | 'due'> => ({
  claim: async ({ id, attempts }, nextAt) =>
    (await database.write((writes) => writes.run('UPDATE webhook_messages SET attempts = ?, next_at = ? WHERE id = ? AND attempts = ? AND is_dead = 0', [attempts + 1, nextAt, id, attempts]))) === 1,
  delivered: async (id) => {
    await database.write((writes) => writes.run('DELETE FROM webhook_messages WHERE id = ?', [id]))
  },
  failed: async (id, { answer, isDead }) => {
    await database.write((writes) => writes.run('UPDATE webhook_messages SET answer = ?, is_dead = ? WHERE id = ?', [answer, isDead ? 1 : 0, id]))
  },
  stop: async (endpoint, now) => {
    await database.write((writes) => writes.run('UPDATE webhook_endpoints SET stopped_at = ? WHERE endpoint = ?', [now, endpoint]))
  },
  forget: async (endpoints, now) => {
    await database.write((writes) => writes.run(forgetting, [now - webhookRemembrance, JSON.stringify(endpoints.map(nameOf))]))
  },
})
