import { keyNamesOf } from '../domain/credential-copies.ts'
import { Fault } from '../domain/fault.ts'
import { confirmed, type HeldCredential } from '../domain/held-credential.ts'
import { personOf } from '../domain/person.ts'
import type { World } from '../ports.ts'
import type { OfferedCredential } from './accept-credential.ts'
import { noteCollected } from './note-collected.ts'
import { removeCopyKeys } from './remove-keys.ts'
import type { notifyIssuer } from './notify-issuer.ts'

/** Must do without an answer: nobody waits for it. */
type NotifyIssuer = ReturnType<typeof notifyIssuer>

/** Puts a collected credential away in the place of its offer until the citizen has looked at it, so that no reload can lose it. Throws a Fault `offer_gone` when another tab did. */
export const keepUnconfirmed =
  ({ vault, keys }: Pick<World, 'vault' | 'keys'>) =>
  async ({ held, pending, notification }: OfferedCredential): Promise<string> => {
    if (!(await vault.keepInPlaceOf({ offer: pending.id }, { ...held, unconfirmed: { notification } }))) throw new Fault('offer_gone')
    // The issuer may give fewer copies than were asked for.
    const names = new Set(keyNamesOf(held))
    for (const { name } of pending.holderKeys) if (!names.has(name)) await keys.remove(name)
    return held.id
  }

/** By the credential's own id: said twice, in two tabs or by two presses, it is written down once. */
const receivedIdOf = ({ id }: HeldCredential): string => `received-${id}`

/** "Yes, this is about me." */
export const confirmCredential =
  ({ vault, now }: Pick<World, 'vault' | 'now'>, notify: NotifyIssuer) =>
  async (held: HeldCredential): Promise<void> => {
    // Before it is kept: from then on the screen says so, and may be left at any moment.
    await vault.note({ id: receivedIdOf(held), at: now(), kind: 'received', who: held.issuer.name, what: held.name, claims: [], person: personOf(held) })
    await vault.keep(confirmed(held))
    await noteCollected({ vault })(held)
    void notify({ held, notification: held.unconfirmed?.notification ?? null }, 'credential_accepted')
  }

/** "This is somebody else." Nothing of it stays. */
export const refuseCredential =
  ({ vault, keys }: Pick<World, 'vault' | 'keys'>, notify: NotifyIssuer) =>
  async (held: HeldCredential): Promise<void> => {
    await vault.remove(held.id)
    // A page that was left while it said yes may have written it down.
    await vault.forgetActivity(receivedIdOf(held))
    await removeCopyKeys({ keys })(held)
    void notify({ held, notification: held.unconfirmed?.notification ?? null }, 'credential_deleted')
  }
