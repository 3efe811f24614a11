import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { startWebhooks, type RunningWebhooks } from '@counterfoil/service-kit/webhooks/start-webhooks'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { webhookOutbox, webhooksTable, type WebhookOutbox } from './adapters/webhooks-table.ts'
import type { VerifierConfig } from './config.ts'
import type { Forms } from './ports.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  /** Those of files alone. */
  readonly forms: Forms
  /** Whether an authority publishes forms by itself: then which there are is known by nobody at the start. */
  readonly publishes: (authority: string) => boolean
}

/** What tells form servers that their presentations ended. */
export async function openWebhooks(config: Pick<VerifierConfig, 'webhooks' | 'webhookPrivateHosts'>, { forms, publishes, database, ...parts }: Parts): Promise<{ readonly outbox: WebhookOutbox | null; readonly running: RunningWebhooks }> {
  const { webhooks = [] } = config
  const known = new Set(forms.all().map(({ authority, form }) => `${authority} ${form.profile.id}`))
  for (const { authority, id, forms: named } of webhooks)
    for (const form of named ?? []) if (!publishes(authority) && !known.has(`${authority} ${form}`)) throw new ConfigurationError(`The webhook ${authority}/${id} is to hear of the form ${form}, which ${authority} doesn't have.`)
  const running = await startWebhooks(config, { ...parts, table: webhooksTable(database) })
  return { outbox: webhookOutbox(webhooks, running.wake), running }
}
