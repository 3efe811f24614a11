import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { step } from '../system/steps.ts'
import { mostAttempts, waitAfter } from './webhook-attempts.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'
import { mostDue, type DueWebhook, type SendWebhook, type Webhooks } from './webhooks.ts'

interface Ports<Endpoint extends WebhookEndpoint> {
  readonly clock: Clock
  readonly webhooks: Webhooks<Endpoint>
  readonly send: SendWebhook
  /** From 0 to 1. */
  readonly chance: () => number
  /** For operators: nobody else looks. */
  readonly onGivenUp: (message: { readonly id: string; readonly endpoint: string; readonly answer: number | null }) => void
  readonly isStopping: () => boolean
}

const gone = 410

/**
 * Tells a council's system what happened, at least once each. An attempt is noted before it is made, so that a process which dies in
 * between costs nothing but time. @see Standard Webhooks, "Operational considerations"
 */
export const deliverWebhooks =
  <Endpoint extends WebhookEndpoint>(ports: Ports<Endpoint>) =>
  async (endpoint: Endpoint): Promise<void> => {
    for (let sent = mostDue; sent === mostDue && !ports.isStopping(); ) {
      const due = await ports.webhooks.due(endpoint, ports.clock.now())
      await Promise.all(due.map((message) => deliverOne(ports, endpoint, message)))
      sent = due.length
    }
  }

async function deliverOne<Endpoint extends WebhookEndpoint>({ clock, webhooks, send, chance, onGivenUp }: Ports<Endpoint>, endpoint: Endpoint, message: DueWebhook): Promise<void> {
  const { id, attempts, body } = message
  const now = clock.now()
  const attempt = attempts + 1
  // One whose last attempt was cut off, or that nobody is told any more.
  if (body === null || attempt > mostAttempts) return webhooks.failed(id, { answer: null, isDead: true })
  if (!(await webhooks.claim(message, plus(now, waitAfter(attempt, chance()))))) return
  step('webhook.claimed')
  const answer = await send(endpoint, { id, at: now, body })
  step('webhook.answered')
  if (answer !== null && answer >= 200 && answer < 300) return webhooks.delivered(id)
  const isDead = attempt === mostAttempts
  await webhooks.failed(id, { answer, isDead })
  if (answer === gone) await webhooks.stop(message.endpoint, now)
  if (isDead || answer === gone) onGivenUp({ id, endpoint: message.endpoint, answer })
}
