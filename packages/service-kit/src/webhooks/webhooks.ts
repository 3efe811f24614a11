import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { WebhookEndpoint, WebhookId } from './webhook-endpoint.ts'

/** A message that is due. */
export interface DueWebhook {
  readonly id: WebhookId
  readonly endpoint: string
  /** How often it was tried before. */
  readonly attempts: number
  /** The same, word for word, whenever it is sent; null for what nobody is told any more. */
  readonly body: string | null
}

/** How many messages go to an endpoint at once. */
export const mostDue = 32

/** Messages on their way: what is told was committed, and what was committed is told. */
export interface Webhooks<Endpoint extends WebhookEndpoint = WebhookEndpoint> {
  /** Takes over what is to be told since it was looked at last; an endpoint that is new begins with what comes from now on. */
  take(endpoints: readonly Endpoint[], now: EpochSeconds): Promise<void>
  /** What is due at one endpoint, the oldest first: `mostDue` at most; nothing at one that was stopped. */
  due(endpoint: Endpoint, now: EpochSeconds): Promise<readonly DueWebhook[]>
  /** Notes an attempt before it is made, with when the next one is due; false when another process makes it. */
  claim(message: DueWebhook, nextAt: EpochSeconds): Promise<boolean>
  /** It arrived: nothing is kept of it. */
  delivered(id: WebhookId): Promise<void>
  failed(id: WebhookId, options: { readonly answer: number | null; readonly isDead: boolean }): Promise<void>
  /** The receiver wants no more: what waits, waits until an operator says otherwise. */
  stop(endpoint: string, now: EpochSeconds): Promise<void>
  /** Drops what nobody was told for long: what was given up, and what waits for a receiver that wants no more or is none of these endpoints any longer. */
  forget(endpoints: readonly Pick<Endpoint, 'authority' | 'id'>[], now: EpochSeconds): Promise<void>
}

/** Sends one message; the status of the answer, or null when there was none. */
export type SendWebhook = (endpoint: WebhookEndpoint, message: { readonly id: WebhookId; readonly at: EpochSeconds; readonly body: string }) => Promise<number | null>
