import type { HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'
import { removeKeys } from './remove-keys.ts'

/** How long a deleted credential can be had back after its screen was lost, in seconds. */
export const undoTime = 600

function undeleted(held: HeldCredential): HeldCredential {
  const { deletedAt, ...rest } = held
  return deletedAt === undefined ? held : rest
}

/**
 * Deletes in two steps: a credential that is only marked can be had back, also after the page was loaded anew; then its keys go, without
 * which it can't be shown, and its record after them, so that whatever is cut short is finished later.
 */
export function deleting({ vault, keys, now, oneAtATime }: Pick<World, 'vault' | 'keys' | 'now' | 'oneAtATime'>) {
  const finish = (id: string, isDue: (deletedAt: number) => boolean): Promise<void> =>
    oneAtATime(`delete ${id}`, async () => {
      const held = (await vault.deleted()).find((one) => one.id === id)
      if (held?.deletedAt === undefined || !isDue(held.deletedAt)) return
      await removeKeys({ keys })(held)
      await vault.remove(id)
    })
  return {
    deleteCredential: async (id: string): Promise<void> => void (await vault.amend(id, (held) => ({ ...held, deletedAt: now() }))),
    undoDelete: (id: string): Promise<void> => oneAtATime(`delete ${id}`, async () => void (await vault.amend(id, undeleted))),
    finishDelete: (id: string): Promise<void> => finish(id, () => true),
    finishDeletes: async (): Promise<void> => {
      // What was deleted while the clock was ahead would be left until that day.
      for (const { id } of await vault.deleted()) await finish(id, (deletedAt) => Math.abs(now() - deletedAt) >= undoTime)
    },
  }
}
