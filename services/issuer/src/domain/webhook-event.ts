import type { WebhookEndpoint } from '@counterfoil/service-kit/webhooks/webhook-endpoint'
import { dateTimeOf, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { AuditEvent } from './audit-event.ts'

/** What a council's system can be told of. */
export const webhookTypes = ['offer.made', 'offer.collected', 'offer.deferred', 'offer.withdrawn', 'offer.expired', 'offer.locked', 'credential.issued', 'credential.renewable', 'credential.expired', 'status.changed', 'notification.received'] as const
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
  'credential.renewable': ['credential.renewable'],
  'credential.expired': ['credential.expired'],
  'status.changed': ['credential.suspended', 'credential.reinstated', 'credential.revoked'],
  'notification.received': ['credential.accepted', 'credential.failed', 'credential.deleted'],
}

export type IssuerWebhookEndpoint = WebhookEndpoint<WebhookType>

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
