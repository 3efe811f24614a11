import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { WebhookEndpoint, WebhookFacts, WebhookId } from '../domain/webhook-event.ts'

/** A message that is due. */
export interface DueWebhook extends WebhookFacts {
  readonly id: WebhookId
  readonly endpoint: string
  /** How often it was tried before. */
  readonly attempts: number
}

/** Messages on their way, made of the audit log: what is told was committed, and what was committed is told. */
export interface Webhooks {
  /** Takes over what the audit log tells since it was looked at last; an endpoint that is new begins with what comes from now on. */
  take(endpoints: readonly WebhookEndpoint[], now: EpochSeconds): Promise<void>
  due(endpoints: readonly WebhookEndpoint[], now: EpochSeconds): Promise<readonly DueWebhook[]>
  /** Notes an attempt before it is made, with when the next one is due; false when another process makes it. */
  claim(message: DueWebhook, nextAt: EpochSeconds): Promise<boolean>
  /** It arrived: nothing is kept of it. */
  delivered(id: WebhookId): Promise<void>
  failed(id: WebhookId, options: { readonly answer: number | null; readonly isDead: boolean }): Promise<void>
  /** The receiver wants no more: what waits, waits until an operator says otherwise. */
  stop(endpoint: string, now: EpochSeconds): Promise<void>
}

/** Sends one message; the status of the answer, or null when there was none. */
export type SendWebhook = (endpoint: WebhookEndpoint, message: { readonly id: WebhookId; readonly at: EpochSeconds; readonly body: string }) => Promise<number | null>
