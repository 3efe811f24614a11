import type { World } from '../ports.ts'
import type { CollectedCredential } from './accept-credential.ts'

/** Tells the issuer what became of the credential; it must do without an answer. @see OpenID4VCI 1.0, section 11 */
export const notifyIssuer =
  ({ http }: Pick<World, 'http'>) =>
  async ({ notification }: Pick<CollectedCredential, 'held' | 'notification'>, event: 'credential_accepted' | 'credential_deleted'): Promise<void> => {
    if (notification === null) return
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${notification.token}` }
    await http.send(notification.url, { method: 'POST', headers, body: JSON.stringify({ notification_id: notification.id, event }) }).catch(() => null)
  }
