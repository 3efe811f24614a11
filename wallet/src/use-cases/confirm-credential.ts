import { confirmed, type HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'
import type { CollectedCredential } from './accept-credential.ts'
import type { notifyIssuer } from './notify-issuer.ts'

/** Must do without an answer: nobody waits for it. */
type NotifyIssuer = ReturnType<typeof notifyIssuer>

/** Puts a collected credential away until the citizen has looked at it, so that no reload can lose it: its offer is used up. */
export const keepUnconfirmed =
  ({ vault, keys }: Pick<World, 'vault' | 'keys'>) =>
  async ({ held, key, notification }: CollectedCredential): Promise<string> => {
    await key.keep(held.id)
    try {
      await vault.keep({ ...held, unconfirmed: { notification } })
    } catch (error) {
      await keys.remove(held.id)
      throw error
    }
    return held.id
  }

/** "Yes, this is about me." */
export const confirmCredential =
  ({ vault, now }: Pick<World, 'vault' | 'now'>, notify: NotifyIssuer) =>
  async (held: HeldCredential): Promise<void> => {
    await vault.keep(confirmed(held))
    // By the credential's own id: said twice, in two tabs or by two presses, it is written down once.
    await vault.note({ id: `received-${held.id}`, at: now(), kind: 'received', who: held.issuer.name, what: held.name, claims: [] })
    void notify({ held, notification: held.unconfirmed?.notification ?? null }, 'credential_accepted')
  }

/** "This is somebody else." Nothing of it stays. */
export const refuseCredential =
  ({ vault, keys }: Pick<World, 'vault' | 'keys'>, notify: NotifyIssuer) =>
  async (held: HeldCredential): Promise<void> => {
    await vault.remove(held.id)
    await keys.remove(held.id)
    void notify({ held, notification: held.unconfirmed?.notification ?? null }, 'credential_deleted')
  }
