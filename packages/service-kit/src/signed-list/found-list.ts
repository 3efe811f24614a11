import type { NetworkList } from '@counterfoil/shared/network/network'
import { emptyList } from '@counterfoil/shared/signed-list/judge-entries'
import type { Governor, ListChange } from '@counterfoil/shared/signed-list/list-change'
import { entryHash, parseEntry } from '@counterfoil/shared/signed-list/list-entry'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { systemClock } from '../system/system-clock.ts'
import { listFolder, readEntries, type ListFolder } from './list-folder.ts'
import { entryText, proposeEntry, signProposal, type GovernorSigner } from './list-proposal.ts'

export interface ListToFound {
  readonly folder: string
  readonly url: string
  /** did:web of the consortium. */
  readonly consortium: string
  readonly governors: readonly (Governor & { readonly signer: GovernorSigner })[]
  readonly threshold: number
  readonly publisher: P256PublicJwk
  /** Makes the write of an entry known to whoever keeps account of it. */
  readonly telling?: TellingEntry
}

export type TellingEntry = (hash: string, work: () => Promise<unknown>) => Promise<unknown>
const untold: TellingEntry = (_, work) => work()

export interface FoundedList {
  readonly list: NetworkList
  readonly entries: ListFolder
}

/** Begins a list with the entry that says who governs it, signed by all of them; one that was begun is taken as it is. */
export async function foundList({ folder, url, consortium, governors, threshold, publisher, telling = untold }: ListToFound): Promise<FoundedList> {
  const [first] = readEntries(folder)
  const change: ListChange = { kind: 'govern', threshold, governors: governors.map(({ did, jwk }) => ({ did, jwk })), publisher }
  let proposal = proposeEntry({ network: consortium, number: 0, previous: emptyList.last, iat: systemClock.now(), changes: [change] }, 'Found the consortium')
  for (const { signer } of governors) proposal = await signProposal(proposal, signer)
  const founding = first === undefined ? entryHash(proposal.payload) : (parseEntry(first)?.hash ?? '')
  const entries = listFolder(folder, { network: consortium, founding })
  if (first === undefined) await telling(founding, () => entries.append(entryText(proposal)))
  return { list: { url, consortium, founding }, entries }
}

/** Writes changes as one entry, signed by these; nothing when there are none. */
export async function writeEntry(entries: ListFolder, consortium: string, changes: readonly ListChange[], signers: readonly GovernorSigner[], telling: TellingEntry = untold): Promise<void> {
  if (changes.length === 0) return
  const { length, last } = await entries.judged()
  let proposal = proposeEntry({ network: consortium, number: length, previous: last, iat: systemClock.now(), changes }, '')
  for (const signer of signers) proposal = await signProposal(proposal, signer)
  await telling(entryHash(proposal.payload), () => entries.append(entryText(proposal)))
}
