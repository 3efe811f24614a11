import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { sendWebhook } from './adapters/webhooks/send-webhook.ts'
import { webhooksTable } from './adapters/webhooks/webhooks-table.ts'
import type { WebhookEndpoint } from './domain/webhook-event.ts'
import { deliverWebhooks } from './use-cases/deliver-webhooks.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
}

export interface WebhooksConfig {
  readonly webhooks?: readonly WebhookEndpoint[]
  readonly webhookPrivateHosts?: readonly string[]
}

/** What tells councils' systems. */
export interface RunningWebhooks {
  /** Takes over what happened, and sends what is due, now. */
  readonly deliver: () => Promise<void>
  stop(): Promise<void>
}

/** Looks each second; where nobody listens, never. */
export async function startWebhooks({ webhooks: endpoints = [], webhookPrivateHosts: privateHosts = [] }: WebhooksConfig, { clock, random, logger, database }: Parts): Promise<RunningWebhooks> {
  if (endpoints.length === 0) return { deliver: async () => {}, stop: async () => {} }
  const table = webhooksTable(database)
  let working: Promise<void> = Promise.resolve()
  const work = deliverWebhooks({
    clock,
    endpoints,
    webhooks: table,
    send: sendWebhook(createFetchOutside({ privateHosts })),
    chance: () => (random.bytes(1)[0] ?? 0) / 255,
    onGivenUp: ({ id, endpoint, answer }) => logger.warn({ webhook: id, endpoint, answer }, 'a webhook is given up'),
  })
  const deliver = (): Promise<void> => (working = working.catch(() => {}).then(work))
  // From here on: what happens after the start is told, whenever it is first looked at.
  await table.take(endpoints, clock.now())
  const looking = startSweep(seconds(1), deliver, logger)
  return {
    deliver,
    stop: async () => {
      looking.stop()
      await working.catch(() => {})
    },
  }
}
