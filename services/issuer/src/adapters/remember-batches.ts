import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { AnswerAll } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { CredentialCopy } from '../domain/credential-copy.ts'
import type { BatchIssue, RememberedBatch } from '../ports.ts'
import { rememberAll } from './remember-issues.ts'
import { placesFor, type StatusIssuerOf } from './status-indices.ts'

/** Writes batches: the first credential of each as any other, and beside it, in the same unit, the places of its copies; of all that wait by few statements. */
export const rememberBatches =
  (random: Random, statusIssuerOf: StatusIssuerOf): AnswerAll<BatchIssue, RememberedBatch> =>
  async (writes, batches) => {
    const firsts = await rememberAll(random, statusIssuerOf)(writes, batches)
    const wanted = batches.flatMap((batch, order) => {
      const first = firsts[order]
      return first?.outcome !== 'remembered' ? [] : batch.copies.map((holderHash) => ({ authority: batch.authority, counterfoil: first.counterfoil.id, holderHash }))
    })
    const copies = Map.groupBy(await addCopies(writes, wanted, statusIssuerOf), ({ counterfoil }) => counterfoil)
    return firsts.map((first) => (first.outcome === 'remembered' ? { ...first, copies: copies.get(first.counterfoil.id)?.map(({ copy }) => copy) ?? [] } : first))
  }

interface WantedCopy {
  readonly authority: string
  readonly counterfoil: CounterfoilId
  readonly holderHash: string
}

const columns = ['authority', 'status_issuer', 'status_list', 'status_index', 'counterfoil', 'holder_hash']
const inserting = `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?)) INSERT INTO credential_copies (${columns.join(', ')}) SELECT ${columns.map((_, place) => `value ->> ${place}`).join(', ')} FROM asked`

/** More places of credentials that have one, in the order in which they are wanted. */
export async function addCopies(writes: Writes, wanted: readonly WantedCopy[], statusIssuerOf: StatusIssuerOf): Promise<{ readonly counterfoil: CounterfoilId; readonly copy: CredentialCopy }[]> {
  if (wanted.length === 0) return []
  const places = await placesFor(writes, wanted, statusIssuerOf)
  await writes.run(inserting, [JSON.stringify(wanted.map(({ authority, counterfoil, holderHash }, order) => [authority, places[order]?.statusIssuer, places[order]?.statusList, places[order]?.statusIndex, counterfoil, holderHash]))])
  return wanted.flatMap(({ counterfoil, holderHash }, order) => {
    const place = places[order]
    return place === undefined ? [] : [{ counterfoil, copy: { holderHash, ...place } }]
  })
}

interface CopyRow {
  readonly holder_hash: string
  readonly status_issuer: string
  readonly status_list: number
  readonly status_index: number
}

/** What a batch has beside its first credential; nothing for one that was issued alone. */
export async function copiesOf(reads: Reads, authority: string, counterfoil: CounterfoilId): Promise<CredentialCopy[]> {
  const rows = await reads.all<CopyRow>('SELECT holder_hash, status_issuer, status_list, status_index FROM credential_copies WHERE counterfoil = ? AND authority = ?', [counterfoil, authority])
  return rows.map((row) => ({ holderHash: row.holder_hash, statusIssuer: row.status_issuer, statusList: row.status_list, statusIndex: row.status_index }))
}
