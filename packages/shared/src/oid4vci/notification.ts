import { isJsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'

const events = ['credential_accepted', 'credential_failure', 'credential_deleted'] as const
export type NotificationEvent = (typeof events)[number]

export interface Notification {
  readonly notificationId: string
  readonly event: NotificationEvent
}

/** Reads a wallet's notification. Its free text is dropped. @see OpenID4VCI 1.0, section 11.1 */
export function parseNotification(body: unknown): Notification {
  if (!isJsonObject(body)) throw new Refusal('invalid_notification_request')
  const { notification_id: notificationId, event } = body
  const known = events.find((name) => name === event)
  if (typeof notificationId !== 'string' || notificationId === '' || known === undefined) throw new Refusal('invalid_notification_request')
  return { notificationId, event: known }
}
