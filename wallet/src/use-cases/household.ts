import { firstPerson, longestPersonName, personOf, type Person } from '../domain/person.ts'
import { longestOffer } from '../domain/pending-offer.ts'
import { longestFinish, longestSignIn } from '../domain/pending-sign-in.ts'
import type { Vault, World } from '../ports.ts'

/** The people whose credentials this wallet holds, the first one first; nobody is named while there is but one. */
export function household({ vault, newId, now }: { readonly vault: Vault } & Pick<World, 'newId' | 'now'>, finishDelete: (id: string) => Promise<void>) {
  const people = async (): Promise<readonly Person[]> => (await vault.people()).toSorted((one, other) => Number(other.id === firstPerson) - Number(one.id === firstPerson) || one.name.localeCompare(other.name))
  const named = (name: string): string => name.trim().slice(0, longestPersonName)
  return {
    people,
    /** Answers the id of the new one. The first is named with the second. */
    addPerson: async (name: string, firstName: string | null): Promise<string> => {
      const id = newId()
      if (firstName !== null) await vault.notePerson({ id: firstPerson, name: named(firstName) })
      await vault.notePerson({ id, name: named(name) })
      return id
    },
    /**
     * False for somebody whose credentials are here, or to come: of what the council isn't done with, or the citizen may still come back from.
     * What they shared goes with them, and what they deleted, which nobody could have back any more.
     */
    removePerson: async (id: string): Promise<boolean> => {
      const isTheirs = (one: { readonly person?: string }): boolean => personOf(one) === id
      const begun = [...(await vault.signIns()).filter(({ begunAt }) => now() - begunAt <= longestSignIn + longestFinish), ...(await vault.pendingOffers()).filter(({ begunAt }) => now() - begunAt <= longestOffer)]
      const isHere = async (): Promise<boolean> => [...(await vault.credentials()), ...(await vault.waiting()), ...begun].some(isTheirs)
      if (id === firstPerson || (await isHere())) return false
      for (const deleted of (await vault.deleted()).filter(isTheirs)) await finishDelete(deleted.id)
      // A deletion may have been undone in another tab meanwhile.
      if (await isHere()) return false
      for (const activity of (await vault.activities()).filter(isTheirs)) await vault.forgetActivity(activity.id)
      await vault.removePerson(id)
      return true
    },
  }
}
