import { boundKeyName } from '../domain/pending-sign-in.ts'
import type { World } from '../ports.ts'
import type { CollectedCredential } from './accept-credential.ts'

/** Tells the issuer what became of the credential; it must do without an answer. @see OpenID4VCI 1.0, section 11 */
export const notifyIssuer =
  ({ http, keys, connectIssuer }: Pick<World, 'http' | 'keys' | 'connectIssuer'>) =>
  async ({ held, notification }: Pick<CollectedCredential, 'held' | 'notification'>, event: 'credential_accepted' | 'credential_deleted'): Promise<void> => {
    if (notification === null) return
    const { url, id, token, boundTo: key } = notification
    if (key === undefined) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      await http.send(url, { method: 'POST', headers, body: JSON.stringify({ notification_id: id, event }) }).catch(() => null)
      return
    }
    const name = boundKeyName(held.id)
    const told = async (): Promise<void> => (await connectIssuer(held.issuer.url)).notify({ token, id, event, boundTo: { key, sign: (input) => keys.sign(name, input) } })
    await told().catch(() => null)
    // Nothing else is ever proven with it.
    await keys.remove(name)
  }
