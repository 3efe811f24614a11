import { ofPerson, personOf, someoneHere } from '../domain/person.ts'
import type { Vault } from '../ports.ts'

interface Owned {
  readonly id: string
  readonly person?: string
}

/** Everybody's vault, in which what is new belongs to the person in sight. For what must not take another's credentials for none: upkeep, backups, keys. */
export function householdVault(vault: Vault, inSight: () => string): Vault {
  // Somebody who isn't here is in no list: what were theirs would be lost.
  const mark = async (): Promise<{ readonly person?: string }> => ofPerson(someoneHere(inSight(), await vault.people()))
  // What is written once more stays whose it was, whoever is in sight by then.
  const owned = async <One extends Owned>(one: One, known: () => Promise<readonly Owned[]>): Promise<One> => {
    if (one.person !== undefined) return one
    const before = (await known()).find(({ id }) => id === one.id)
    return { ...one, ...(before === undefined ? await mark() : ofPerson(personOf(before))) }
  }
  // What is brought to its end is of who began it, whoever is in sight by then.
  const ofBeginner = async <One extends object>(found: Promise<{ readonly person?: string } | undefined>, one: One): Promise<One> => {
    const { person } = (await found) ?? {}
    return person === undefined ? one : { ...one, person }
  }
  const signIn = async (state: string) => (await vault.signIns()).find((one) => one.state === state)
  const begun = async (stateOrId: string) => (await signIn(stateOrId)) ?? (await vault.pendingOffer(stateOrId)) ?? undefined
  const waiting = async (id: string) => (await vault.waiting()).find((one) => one.id === id)
  return {
    ...vault,
    keep: async (credential) => vault.keep(await owned(credential, async () => [...(await vault.credentials()), ...(await vault.deleted())])),
    note: async (activity) => vault.note(await owned(activity, () => vault.activities())),
    noteSignIn: async (one) => vault.noteSignIn(one.person !== undefined || (await signIn(one.state)) !== undefined ? one : { ...one, ...(await mark()) }),
    keepInPlaceOf: async (before, credential) => vault.keepInPlaceOf(before, await ofBeginner('waiting' in before ? waiting(before.waiting) : begun('signIn' in before ? before.signIn : before.offer), credential)),
    waitInPlaceOf: async (stateOrId, issuance) => vault.waitInPlaceOf(stateOrId, await ofBeginner(begun(stateOrId), issuance)),
    notePendingOffer: async (offer) => vault.notePendingOffer(await owned(offer, () => vault.pendingOffers())),
    noteWaiting: async (issuance) => vault.noteWaiting(await owned(issuance, () => vault.waiting())),
  }
}

/** The household's vault as one person has it: nobody else's credentials, history or requests are in it. */
export function personalVault(household: Vault, inSight: () => string): Vault {
  const theirs = async <One extends Owned>(all: Promise<readonly One[]>): Promise<readonly One[]> => {
    const people = await household.people()
    const present = someoneHere(inSight(), people)
    return (await all).filter((one) => someoneHere(personOf(one), people) === present)
  }
  return {
    ...household,
    credentials: () => theirs(household.credentials()),
    deleted: () => theirs(household.deleted()),
    activities: () => theirs(household.activities()),
    waiting: () => theirs(household.waiting()),
  }
}
