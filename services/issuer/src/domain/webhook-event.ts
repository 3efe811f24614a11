import { dateTimeOf, seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { AuditEvent } from './audit-event.ts'

/** Names one message to its receiver, however often it is sent. @see Standard Webhooks, "Webhook metadata" */
export type WebhookId = Branded<string, 'WebhookId'>

/** What a council's system can be told of. */
export const webhookTypes = ['offer.made', 'offer.collected', 'offer.deferred', 'offer.withdrawn', 'offer.expired', 'offer.locked', 'credential.issued', 'status.changed', 'notification.received'] as const
export type WebhookType = (typeof webhookTypes)[number]

/** What the audit log calls it. What stands here under no type is nobody's business. */
export const eventsOf: Readonly<Record<WebhookType, readonly AuditEvent['event'][]>> = {
  'offer.made': ['offer.made'],
  'offer.collected': ['offer.redeemed'],
  'offer.deferred': ['offer.deferred'],
  'offer.withdrawn': ['offer.withdrawn'],
  'offer.expired': ['offer.expired'],
  'offer.locked': ['offer.locked'],
  'credential.issued': ['credential.issued'],
  'status.changed': ['credential.suspended', 'credential.reinstated', 'credential.revoked'],
  'notification.received': ['credential.accepted', 'credential.failed', 'credential.deleted'],
}

/** Where one council's system hears of what happens. */
export interface WebhookEndpoint {
  readonly authority: string
  /** Of the council's own choosing; with the authority it is the endpoint's name here. */
  readonly id: string
  readonly url: string
  readonly types: readonly WebhookType[]
  /** As `whsec_…`: every one of them signs, so that a receiver may change from one to the next. */
  readonly secrets: readonly string[]
  /** Ed25519, as `whsk_…`. */
  readonly signingKeys: readonly string[]
}

export const nameOf = ({ authority, id }: Pick<WebhookEndpoint, 'authority' | 'id'>): string => `${authority}/${id}`

/** What happened, and to which of our ids. No claim, no person, no reference. */
export interface WebhookFacts {
  readonly event: AuditEvent['event']
  readonly at: EpochSeconds
  readonly reason: string | null
  readonly offer: string
  readonly counterfoil: string | null
  readonly typeId: string
}

const details: Partial<Readonly<Record<AuditEvent['event'], JsonObject>>> = {
  'credential.suspended': { status: 'suspended' },
  'credential.reinstated': { status: 'valid' },
  'credential.revoked': { status: 'revoked' },
  'credential.accepted': { event: 'credential_accepted' },
  'credential.failed': { event: 'credential_failure' },
  'credential.deleted': { event: 'credential_deleted' },
}

/** The body: the same, word for word, whenever it is sent. Null for what nobody is told. */
export function payloadOf({ event, at, reason, offer, counterfoil, typeId }: WebhookFacts): string | null {
  const type = webhookTypes.find((one) => eventsOf[one].includes(event))
  if (type === undefined) return null
  const data = { offer, ...(counterfoil === null ? {} : { counterfoil }), credential_type: typeId, ...details[event], ...(reason === null ? {} : { reason }) }
  return JSON.stringify({ type, timestamp: dateTimeOf(at), data })
}

// As the specification proposes: at once, then ever later, over about three days.
const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** After so many attempts a message is dead. */
export const mostAttempts = waits.length + 1

/** How long after an attempt the next one is due, a fifth more or less by chance, so that a receiver that comes back isn't overrun. */
export const waitAfter = (attempt: number, chance: number): Seconds => seconds(Math.round((waits[attempt - 1] ?? 86_400) * (0.8 + 0.4 * chance)))
