import type { ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import { digestOfList, statementHead, statementText } from '@counterfoil/service-kit/audit/list-statement'
import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'
import { statusListUri, type Authority, type ListName } from '../domain/authority.ts'
import type { StandingList } from '../ports.ts'
import { standingList } from './counterfoils-table.ts'
import { standingAsOf } from './past-standing.ts'

/** Whoever wants to prove what a list said longer ago keeps statements; the ledger keeps their digests for good. */
const keptFor = 400 * 24 * 3600

/** States what an authority's lists hold in this unit, or held at a tick of their publishing clock, and answers what is to be anchored of it. */
export async function stateLists(writes: Writes, authority: Authority, at: EpochSeconds, isTick: boolean): Promise<ChainHead> {
  const own = await writes.all<ListName>('SELECT authority AS statusIssuer, number AS statusList FROM status_lists WHERE authority = ? ORDER BY number', [authority.id])
  const lists = []
  for (const list of own) lists.push({ uri: statusListUri(authority, list), digest: digestOf(await (isTick ? standingAsOf(writes, list, at) : standingList(writes, list))) })
  const last = await writes.first<{ number: number | null }>('SELECT MAX(number) AS number FROM status_list_statements WHERE authority = ?', [authority.id])
  const number = (last?.number ?? 0) + 1
  const text = statementText({ number, did: authority.did, at, lists })
  await writes.run('INSERT INTO status_list_statements (authority, number, at, text) VALUES (?, ?, ?, ?)', [authority.id, number, at, text])
  await writes.run('DELETE FROM status_list_statements WHERE authority = ? AND at < ?', [authority.id, at - keptFor])
  return statementHead(text, number)
}

function digestOf(standing: StandingList | null): string {
  if (standing === null) throw new Error('A status list went away.')
  const bits = makeStatusBits(standing.size, 2)
  for (const { index, status } of standing.entries) writeStatus(bits, index, status)
  return digestOfList(bits)
}

/** The text of a statement, as its digest was reckoned; null when there is none of that number. */
export async function statementOf(reads: Reads, authority: string, number: number | 'newest'): Promise<string | null> {
  const which = number === 'newest' ? 'ORDER BY number DESC LIMIT 1' : 'AND number = ?'
  const row = await reads.first<{ text: string }>(`SELECT text FROM status_list_statements WHERE authority = ? ${which}`, number === 'newest' ? [authority] : [authority, number])
  return row?.text ?? null
}
