import { dateTimeOf, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { WebhookEndpoint } from '@counterfoil/service-kit/webhooks/webhook-endpoint'
import type { TransactionId } from './presentation.ts'

/**
 * What a form's server can be told of: a presentation came to one of its ends, or its citizen asks for what they shared to be erased. One that was answered
 * expires, too, when nobody collects it.
 */
export const webhookTypes = ['presentation.answered', 'presentation.declined', 'presentation.refused', 'presentation.expired', 'presentation.erasure_requested'] as const
export type WebhookType = (typeof webhookTypes)[number]

/** Where an authority hears of its presentations: of every form, or of some; of real ones, or of rehearsals. */
export interface VerifierWebhookEndpoint extends WebhookEndpoint<WebhookType> {
  /** Null for every form. */
  readonly forms: readonly string[] | null
  readonly isSandbox: boolean
}

export interface WebhookFacts {
  readonly type: WebhookType
  readonly transactionId: TransactionId
  readonly form: string
  readonly at: EpochSeconds
}

/** News of one presentation. */
export interface PresentationNews extends WebhookFacts {
  readonly authority: string
  readonly isSandbox: boolean
}

export const hears = (endpoint: VerifierWebhookEndpoint, { type, authority, form, isSandbox }: PresentationNews): boolean =>
  endpoint.authority === authority && endpoint.types.includes(type) && endpoint.isSandbox === isSandbox && (endpoint.forms === null || endpoint.forms.includes(form))

/** The body. It says what the form's server may then ask for, with its own key; no claim, no reason, nothing that a result is had by. */
export const payloadOf = ({ authority, isSandbox: sandbox }: Pick<VerifierWebhookEndpoint, 'authority' | 'isSandbox'>, { type, transactionId, form, at }: WebhookFacts): string =>
  JSON.stringify({ type, timestamp: dateTimeOf(at), data: { transaction_id: transactionId, form, authority, ...(sandbox ? { sandbox: true } : {}) } })
