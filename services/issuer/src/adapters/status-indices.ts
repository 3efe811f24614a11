import { hash, randomBytes } from 'node:crypto'
import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import { permute, prfMessageLength, type Prf } from '@counterfoil/shared/status-list/feistel-permutation'

/** Two to the 20th: 256 KiB of two-bit entries, a herd of a million to hide in, years of one council's credentials. */
export const listSize = 1_048_576

interface ListRow {
  readonly number: number
  readonly size: number
  readonly allotted: number
  readonly permutation_key: Buffer
}

export interface StatusPlace {
  readonly list: number
  readonly index: number
}

/**
 * Takes unused places, within the caller's unit: a counter that never goes back, spread over the list by a keyed
 * permutation, so that no place is given twice and none tells when it was given.
 */
export async function takePlaces(writes: Writes, authority: string, count: number): Promise<StatusPlace[]> {
  const current = await currentList(writes, authority)
  const room = current === null ? 0 : current.size - current.allotted
  if (current === null || room < count) {
    const opened = await openList(writes, authority, (current?.number ?? 0) + 1)
    const rest = current === null || room === 0 ? [] : await allot(writes, authority, current, room)
    return [...rest, ...(await allot(writes, authority, opened, count - rest.length))]
  }
  return allot(writes, authority, current, count)
}

const currentList = (reads: Reads, authority: string): Promise<ListRow | null> =>
  reads.first<ListRow>('SELECT number, size, allotted, permutation_key FROM status_lists WHERE authority = ? ORDER BY number DESC LIMIT 1', [authority])

export async function openFirstList(writes: Writes, authority: string): Promise<void> {
  if ((await currentList(writes, authority)) === null) await openList(writes, authority, 1)
}

async function openList(writes: Writes, authority: string, number: number): Promise<ListRow> {
  const list = { number, size: listSize, allotted: 0, permutation_key: randomBytes(32) }
  await writes.run('INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES (?, ?, ?, 0, ?)', [authority, number, listSize, list.permutation_key])
  return list
}

async function allot(writes: Writes, authority: string, { number, size, allotted, permutation_key: key }: ListRow, count: number): Promise<StatusPlace[]> {
  const moved = await writes.run('UPDATE status_lists SET allotted = allotted + ? WHERE authority = ? AND number = ? AND allotted = ?', [count, authority, number, allotted])
  if (moved !== 1) throw new Error('Another process took places of this status list at the same time.')
  const prf = prfOf(key)
  return Array.from({ length: count }, (_, offset) => ({ list: number, index: permute(allotted + offset, size, prf) }))
}

/** Hash of key and message: safe as a keyed function because every message has the same length. */
function prfOf(key: Buffer): Prf {
  const keyed = Buffer.concat([key, Buffer.alloc(prfMessageLength)])
  return (message) => {
    keyed.set(message, key.length)
    return hash('sha256', keyed, 'buffer')
  }
}
