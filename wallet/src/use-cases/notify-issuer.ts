import { boundKeyName } from '../domain/pending-sign-in.ts'
import type { World } from '../ports.ts'
import type { CollectedCredential } from './accept-credential.ts'

type Event = 'credential_accepted' | 'credential_deleted'
type Told = Pick<CollectedCredential, 'held' | 'notification'>
type Needs = Pick<World, 'http' | 'keys' | 'connectIssuer'>

/** Tells the issuer what became of the credential; it must do without an answer. @see OpenID4VCI 1.0, section 11 */
export const notifyIssuer =
  (world: Needs) =>
  async (told: Told, event: Event): Promise<void> => {
    await tell(world, told, event).catch(() => null)
    // Where it came by a sign-in: what may be asked for again is proven with that key.
    if (event === 'credential_deleted' || told.held.grant === undefined) await world.keys.remove(boundKeyName(told.held.id))
  }

async function tell({ http, keys, connectIssuer }: Needs, { held, notification }: Told, event: Event): Promise<void> {
  if (notification === null) return
  const { url, id, token, boundTo: key } = notification
  if (key === undefined) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    await http.send(url, { method: 'POST', headers, body: JSON.stringify({ notification_id: id, event }) })
    return
  }
  const issuer = await connectIssuer(held.issuer.url)
  await issuer.notify({ token, id, event, boundTo: { key, sign: (input) => keys.sign(boundKeyName(held.id), input) } })
}
