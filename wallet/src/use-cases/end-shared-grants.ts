import { sharedGrantName } from '../domain/shared-grant.ts'
import type { World } from '../ports.ts'

/** Ends the tokens of sign-ins and offers of which nothing is here any more, nor to come: however their last credential went. */
export const endSharedGrants =
  ({ vault }: Pick<World, 'vault'>) =>
  async (): Promise<void> => {
    const grants = await vault.sharedGrants()
    // In the order in which what was begun comes to be held: what moves on meanwhile is seen at one place or the other.
    const begun = [...(await vault.signIns()).map(({ state }) => state), ...(await vault.pendingOffers()).map(({ id }) => id)].map(sharedGrantName)
    const waiting = (await vault.waiting()).map(({ sharedBy }) => sharedBy)
    const [held, deleted] = await Promise.all([vault.credentials(), vault.deleted()])
    const used = new Set([...begun, ...waiting, ...[...held, ...deleted].map(({ grant }) => grant?.sharedBy)])
    for (const { id } of grants) if (!used.has(id)) await vault.endSharedGrant(id)
  }
