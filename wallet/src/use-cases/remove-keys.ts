import { keyNamesOf } from '../domain/credential-copies.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { boundKeyName } from '../domain/pending-sign-in.ts'
import type { World } from '../ports.ts'

type Held = Pick<HeldCredential, 'id' | 'key' | 'copies'>

/** What ends a credential: no copy of it can be shown any more. */
export const removeCopyKeys =
  ({ keys }: Pick<World, 'keys'>) =>
  async (held: Held): Promise<void> => {
    for (const name of keyNamesOf(held)) await keys.remove(name)
  }

/** The same, and nothing can be asked of its issuer any more. */
export const removeKeys =
  ({ keys }: Pick<World, 'keys'>) =>
  async (held: Held): Promise<void> => {
    await removeCopyKeys({ keys })(held)
    await keys.remove(boundKeyName(held.id))
  }
