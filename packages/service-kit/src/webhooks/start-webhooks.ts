import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { createFetchOutside } from '../outgoing/fetch-outside.ts'
import { startSweep, sweepFirst } from '../persistence/sweep.ts'
import type { Logger } from '../system/logger.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import { inTurns } from './in-turns.ts'
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
  /** The same, for who doesn't wait for it. */
  readonly wake: () => void
  stop(): Promise<void>
}

const forgetEvery = seconds(3600)

/** Looks each second, and when it is woken; where nobody listens, only for what is to be forgotten. Each endpoint has turns of its own, so that one which is slow holds up no other. */
export async function startWebhooks<Endpoint extends WebhookEndpoint>({ webhooks: endpoints = [], webhookPrivateHosts: privateHosts = [] }: WebhooksConfig<Endpoint>, { clock, random, logger, table }: Parts<Endpoint>): Promise<RunningWebhooks> {
  const forget = (): Promise<void> => table.forget(endpoints, clock.now())
  await sweepFirst(forget, logger)
  const forgetting = startSweep(forgetEvery, forget, logger)
  if (endpoints.length === 0) return { deliver: async () => {}, wake: () => {}, stop: async () => forgetting.stop() }
  let isStopping = false
  const work = deliverWebhooks({
    clock,
    webhooks: table,
    send: sendWebhook(createFetchOutside({ privateHosts })),
    chance: () => (random.bytes(1)[0] ?? 0) / 255,
    onGivenUp: ({ id, endpoint, answer }) => logger.warn({ webhook: id, endpoint, answer }, 'a webhook is given up'),
    isStopping: () => isStopping,
  })
  const turns = endpoints.map((endpoint) => inTurns(() => work(endpoint)))
  const tellFailure = (error: unknown): void => logger.error({ err: error }, 'webhooks failed')
  const begin = async (): Promise<readonly Promise<void>[]> => {
    await table.take(endpoints, clock.now())
    return turns.map((turn) => turn())
  }
  const wake = async (): Promise<void> => {
    for (const turn of await begin()) turn.catch(tellFailure)
  }
  // From here on: what happens after the start is told, whenever it is first looked at.
  await table.take(endpoints, clock.now())
  const looking = startSweep(seconds(1), wake, logger)
  return {
    deliver: async () => {
      await Promise.all(await begin())
    },
    wake: () => {
      if (!isStopping) wake().catch(tellFailure)
    },
    stop: async () => {
      isStopping = true
      looking.stop()
      forgetting.stop()
      await Promise.allSettled(turns.map((turn) => turn()))
    },
  }
}
