import { hash, randomBytes, randomInt } from 'node:crypto'
import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { StatusPlace } from '../domain/counterfoil.ts'
import { permute, prfMessageLength, type Prf } from '@counterfoil/shared/status-list/feistel-permutation'

/** Two to the 20th: 256 KiB of two-bit entries, a herd of a million to hide in, years of one council's credentials. */
export const listSize = 1_048_576

interface ListRow {
  readonly number: number
  readonly size: number
  readonly allotted: number
  readonly permutation_key: Buffer
}

/** Whose lists an authority's new credentials have their places in: its own, or those of one that signs for several. */
export type StatusIssuerOf = (authority: string) => string

/**
 * Takes unused places of a pool of lists, within the caller's unit. All types of all authorities that have their places there share the pool, and every
 * free place of it is as likely as every other: which list by chance, as its free places weigh; where in it by a counter that never goes
 * back, spread by a keyed permutation. So no place is given twice, and none tells what it was given for, nor when.
 */
async function takePlaces(writes: Writes, statusIssuer: string, count: number): Promise<StatusPlace[]> {
  const lists = await poolFor(writes, statusIssuer, count)
  const dealt = deal(lists, count)
  const places = new Map<ListRow, StatusPlace[]>()
  for (const [list, share] of Map.groupBy(dealt, (one) => one)) places.set(list, await allot(writes, statusIssuer, list, share.length))
  return dealt.map((list) => places.get(list)?.pop() ?? raise())
}

/** A place for each of them, from the pool that its authority uses: few statements, however many they are. */
export async function placesFor(writes: Writes, takers: readonly { readonly authority: string }[], statusIssuerOf: StatusIssuerOf): Promise<StatusPlace[]> {
  const places = new Map<object, StatusPlace>()
  for (const [statusIssuer, own] of Map.groupBy(takers, ({ authority }) => statusIssuerOf(authority))) {
    const taken = await takePlaces(writes, statusIssuer, own.length)
    own.forEach((taker, order) => places.set(taker, taken[order] ?? raise()))
  }
  return takers.map((taker) => places.get(taker) ?? raise())
}

function raise(): never {
  throw new Error('A status list gave fewer places than it had.')
}

/** The lists that have free places, with another one opened long before they are full: two lists then overlap by half of their time, and a list's number hardly tells a credential's age. */
async function poolFor(writes: Writes, authority: string, count: number): Promise<readonly ListRow[]> {
  const lists = await writes.all<ListRow>('SELECT number, size, allotted, permutation_key FROM status_lists WHERE authority = ? AND allotted < size ORDER BY number', [authority])
  while (freeIn(lists) < count + listSize / 2) lists.push(await openList(writes, authority))
  return lists
}

const freeIn = (lists: readonly ListRow[]): number => lists.reduce((sum, { size, allotted }) => sum + size - allotted, 0)

/** The list of each place, by chance: each free place of the pool is drawn as likely as any other. */
function deal(lists: readonly ListRow[], count: number): ListRow[] {
  const [only, ...others] = lists
  if (only !== undefined && others.length === 0) return Array.from({ length: count }, () => only)
  const free = new Map(lists.map((list) => [list, list.size - list.allotted]))
  return Array.from({ length: count }, () => {
    let drawn = randomInt([...free.values()].reduce((sum, one) => sum + one, 0))
    for (const [list, left] of free) {
      if (drawn < left) {
        free.set(list, left - 1)
        return list
      }
      drawn -= left
    }
    return raise()
  })
}

export async function openFirstList(writes: Writes, authority: string): Promise<void> {
  if ((await newestNumber(writes, authority)) === 0) await openList(writes, authority)
}

const newestNumber = async (reads: Reads, authority: string): Promise<number> =>
  (await reads.first<{ newest: number | null }>('SELECT max(number) AS newest FROM status_lists WHERE authority = ?', [authority]))?.newest ?? 0

async function openList(writes: Writes, authority: string): Promise<ListRow> {
  const list = { number: (await newestNumber(writes, authority)) + 1, size: listSize, allotted: 0, permutation_key: randomBytes(32) }
  await writes.run('INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES (?, ?, ?, 0, ?)', [authority, list.number, listSize, list.permutation_key])
  return list
}

async function allot(writes: Writes, statusIssuer: string, { number, size, allotted, permutation_key: key }: ListRow, count: number): Promise<StatusPlace[]> {
  const moved = await writes.run('UPDATE status_lists SET allotted = allotted + ? WHERE authority = ? AND number = ? AND allotted = ?', [count, statusIssuer, number, allotted])
  if (moved !== 1) throw new Error('Another process took places of this status list at the same time.')
  const prf = prfOf(key)
  return Array.from({ length: count }, (_, offset) => ({ statusIssuer, statusList: number, statusIndex: permute(allotted + offset, size, prf) }))
}

/** Hash of key and message: safe as a keyed function because every message has the same length. */
function prfOf(key: Buffer): Prf {
  const keyed = Buffer.concat([key, Buffer.alloc(prfMessageLength)])
  const mac = Buffer.alloc(32)
  return (message) => {
    keyed.set(message, key.length)
    // Told as text, it takes half as long as told as bytes.
    mac.write(hash('sha256', keyed, 'binary'), 'binary')
    return mac
  }
}
