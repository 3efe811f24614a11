import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { AnswerAll } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { CredentialCopy } from '../domain/credential-copy.ts'
import type { BatchIssue, RememberedBatch } from '../ports.ts'
import { rememberAll } from './remember-issues.ts'
import { takePlaces } from './status-indices.ts'

/** Writes batches: the first credential of each as any other, and beside it, in the same unit, the places of its copies. */
export const rememberBatches =
  (random: Random): AnswerAll<BatchIssue, RememberedBatch> =>
  async (writes, batches) => {
    const answers: RememberedBatch[] = []
    for (const [order, first] of (await rememberAll(random)(writes, batches)).entries()) {
      const batch = batches[order]
      if (first.outcome !== 'remembered') answers.push(first)
      else if (batch !== undefined) answers.push({ ...first, copies: await addCopies(writes, batch, first.counterfoil.id) })
    }
    return answers
  }

const columns = ['authority', 'status_list', 'status_index', 'counterfoil', 'holder_hash']
const inserting = `INSERT INTO credential_copies (${columns.join(', ')}) SELECT ${columns.map((_, place) => `value ->> ${place}`).join(', ')} FROM json_each(?)`

async function addCopies(writes: Writes, { authority, copies: holders }: BatchIssue, counterfoil: CounterfoilId): Promise<CredentialCopy[]> {
  const places = await takePlaces(writes, authority, holders.length)
  const copies = places.map(({ list, index }, order): CredentialCopy => ({ holderHash: holders[order] ?? '', statusList: list, statusIndex: index }))
  await writes.run(inserting, [JSON.stringify(copies.map(({ holderHash, statusList, statusIndex }) => [authority, statusList, statusIndex, counterfoil, holderHash]))])
  return copies
}

interface CopyRow {
  readonly holder_hash: string
  readonly status_list: number
  readonly status_index: number
}

/** What a batch has beside its first credential; nothing for one that was issued alone. */
export async function copiesOf(reads: Reads, authority: string, counterfoil: CounterfoilId): Promise<CredentialCopy[]> {
  const rows = await reads.all<CopyRow>('SELECT holder_hash, status_list, status_index FROM credential_copies WHERE counterfoil = ? AND authority = ?', [counterfoil, authority])
  return rows.map((row) => ({ holderHash: row.holder_hash, statusList: row.status_list, statusIndex: row.status_index }))
}
