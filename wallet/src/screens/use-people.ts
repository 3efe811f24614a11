import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { someoneHere, type Person } from '../domain/person.ts'
import { useVault } from './read-again.ts'

/** Everybody whose wallet this is, and who of them is in sight; nobody while there is but one person. */
export function usePeople(wallet: Wallet): { readonly people: readonly Person[]; readonly inSight: Person | null } {
  const [people, setPeople] = useState<readonly Person[]>([])
  const [id, setId] = useState(wallet.personInSight())
  useVault(wallet, async () => {
    setPeople(await wallet.people())
    setId(wallet.personInSight())
  })
  return { people, inSight: people.find((one) => one.id === someoneHere(id, people)) ?? null }
}
