import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { createFetchOutside } from '../outgoing/fetch-outside.ts'
import { startSweep } from '../persistence/sweep.ts'
import type { Logger } from '../system/logger.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import { sendWebhook } from './send-webhook.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'
import type { Webhooks } from './webhooks.ts'

interface Parts<Endpoint extends WebhookEndpoint> {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly table: Webhooks<Endpoint>
}

export interface WebhooksConfig<Endpoint extends WebhookEndpoint> {
  readonly webhooks?: readonly Endpoint[]
  readonly webhookPrivateHosts?: readonly string[]
}

/** What tells councils' systems. */
export interface RunningWebhooks {
  /** Takes over what happened, and sends what is due, now. */
  readonly deliver: () => Promise<void>
  stop(): Promise<void>
}

/** Looks each second; where nobody listens, never. */
export async function startWebhooks<Endpoint extends WebhookEndpoint>({ webhooks: endpoints = [], webhookPrivateHosts: privateHosts = [] }: WebhooksConfig<Endpoint>, { clock, random, logger, table }: Parts<Endpoint>): Promise<RunningWebhooks> {
  if (endpoints.length === 0) return { deliver: async () => {}, stop: async () => {} }
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
