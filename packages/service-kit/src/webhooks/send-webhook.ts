import { OutsideUnavailable, type FetchOutside } from '../outgoing/fetch-outside.ts'
import { signaturesOf } from './sign-webhook.ts'
import type { SendWebhook } from './webhooks.ts'

const patienceMs = 15_000

/** Posts a message by the one way out: to public addresses over https, or to hosts that the operator named. */
export const sendWebhook =
  (fetchOutside: FetchOutside): SendWebhook =>
  async (endpoint, message) => {
    const headers = { 'content-type': 'application/json', 'webhook-id': message.id, 'webhook-timestamp': `${message.at}`, 'webhook-signature': signaturesOf(message, endpoint) }
    try {
      return (await fetchOutside(endpoint.url, { headers, post: message.body, timeoutMs: patienceMs })).status
    } catch (error) {
      if (error instanceof OutsideUnavailable) return null
      throw error
    }
  }
