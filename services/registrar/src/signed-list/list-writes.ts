import { entryText, proposeEntry, readProposal, signProposal, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { writtenObjects, type AskedBy } from '@counterfoil/service-kit/signed-list/list-log'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { JudgedList } from '@counterfoil/shared/signed-list/judge-entries'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import type { Named } from '../signing-keys.ts'
import { signerFor } from './list-controllers.ts'
import type { ListPlace } from './list-place.ts'

/** An entry that would follow on the list as it stands. */
export const nextEntry = (place: ListPlace, { length, last }: Pick<JudgedList, 'length' | 'last'>, changes: readonly ListChange[], reason: string): ListProposal =>
  proposeEntry({ network: place.network.trust.consortium, number: length, previous: last, iat: systemClock.now(), changes }, reason)

/** Puts an entry on the list, with what the log has to tell of it. Refuses `conflict` when another came first. */
export async function appendEntry(place: ListPlace, proposal: ListProposal, by: AskedBy): Promise<void> {
  const { entry, hash } = readProposal(proposal)
  await place.log.telling(writtenObjects.entry(hash), by, async () => {
    try {
      await place.entries.append(entryText(proposal))
    } catch (cause) {
      const { length } = await place.entries.judged()
      if (cause instanceof ListDoubtful && length > entry.number) throw new Refusal('conflict', { detail: 'another entry came first', cause })
      throw cause
    }
  })
}

/** Writes what is an authority's own, signed by its key alone. */
export async function appendOwn(place: ListPlace, authority: Named, changes: readonly ListChange[], by: AskedBy): Promise<void> {
  const list = await place.entries.judged()
  const signer = await signerFor(place, list.state, authority)
  await appendEntry(place, await signProposal(nextEntry(place, list, changes, by.reason), signer), by)
}
