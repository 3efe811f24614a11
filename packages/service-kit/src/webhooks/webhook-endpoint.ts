import type { Branded } from '@counterfoil/shared/kernel/branded'

/** Names one message to its receiver, however often it is sent. @see Standard Webhooks, "Webhook metadata" */
export type WebhookId = Branded<string, 'WebhookId'>

/** Where one council's system hears of what happens. */
export interface WebhookEndpoint<Type extends string = string> {
  readonly authority: string
  /** Of the council's own choosing; with the authority it is the endpoint's name here. */
  readonly id: string
  readonly url: string
  readonly types: readonly Type[]
  /** As `whsec_…`: every one of them signs, so that a receiver may change from one to the next. */
  readonly secrets: readonly string[]
  /** Ed25519, as `whsk_…`. */
  readonly signingKeys: readonly string[]
}

export const nameOf = ({ authority, id }: Pick<WebhookEndpoint, 'authority' | 'id'>): string => `${authority}/${id}`
