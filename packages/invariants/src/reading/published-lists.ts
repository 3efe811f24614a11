import type { KeyObject } from 'node:crypto'
import type { Deployment } from '../deployment.ts'
import { entryAt, publicKeyOf, readListToken, sizeOf, type ReadList } from './status-list-token.ts'
import { placesTaken } from './places-taken.ts'
import { openTables, type Tables } from './tables.ts'

/** What the database says of one list: its size, and every entry that is not valid. */
interface Standing {
  readonly size: number
  readonly entries: ReadonlyMap<number, number>
}

/** One list as it was published, between two looks at the database: whoever changes a status meanwhile breaks nothing. */
export interface ObservedList {
  readonly uri: string
  readonly authority: string
  readonly number: number
  readonly read: ReadList
  readonly key: KeyObject | null
  readonly before: Standing
  readonly after: Standing
}

export interface WrongEntry {
  readonly list: ObservedList
  readonly index: number
  readonly published: number
  readonly stored: number
}

export type Lists = { readonly observed: readonly ObservedList[]; readonly wrong: readonly WrongEntry[] } | { readonly unseen: string }

const tries = 4
/** Most wrong entries that are named of one list. */
const mostNamed = 20
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500))

/**
 * Fetches every published list and compares it with the database. A change is committed before it is published and
 * answered after, so that what differs is looked at again before it is believed.
 */
export async function observeLists(deployment: Deployment, issuer: string): Promise<Lists> {
  let lists: Lists = { unseen: 'no list was fetched' }
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      const observed = await observeOnce(deployment, issuer)
      lists = { observed, wrong: observed.flatMap(wrongEntries) }
      if (lists.wrong.length === 0) return lists
    } catch (error) {
      return { unseen: error instanceof Error ? error.message : 'a list could not be fetched' }
    }
    if (attempt < tries) await pause()
  }
  return lists
}

async function observeOnce(deployment: Deployment, issuer: string): Promise<ObservedList[]> {
  const before = await readStandings(issuer)
  const fetched: Omit<ObservedList, 'after'>[] = []
  for (const [name, standing] of before) fetched.push(await fetchList(deployment, name, standing))
  const after = await readStandings(issuer)
  return fetched.map((list) => ({ ...list, after: after.get(nameOf(list)) ?? list.before }))
}

const nameOf = ({ authority, number }: { readonly authority: string; readonly number: number }): string => `${authority}/${number}`

async function readStandings(issuer: string): Promise<Map<string, Standing>> {
  const tables = await openTables(issuer)
  try {
    const lists = await tables.rows<{ authority: string; number: number; size: number }>('SELECT authority, number, size FROM status_lists ORDER BY authority, number')
    const standings = new Map<string, Standing>()
    for (const list of lists) standings.set(nameOf(list), { size: list.size, entries: await readEntries(tables, list) })
    return standings
  } finally {
    await tables.close()
  }
}

async function readEntries(tables: Tables, { authority, number }: { readonly authority: string; readonly number: number }): Promise<Map<number, number>> {
  const rows = await tables.rows<{ place: number; status: number }>(`SELECT status_index AS place, status FROM (${placesTaken}) WHERE status_issuer = ? AND status_list = ? AND status <> 0`, authority, number)
  return new Map(rows.map(({ place, status }) => [place, status]))
}

async function fetchList({ network, fetch: fetching, statusKeys }: Deployment, name: string, before: Standing): Promise<Omit<ObservedList, 'after'>> {
  const [authority = '', number = ''] = name.split('/')
  const known = network?.authorities.find(({ id }) => id === authority)
  if (known === undefined) throw new Error(`the network file does not name ${authority}, whose list ${number} stands in the database`)
  const uri = `${known.issuerUrl}/status-lists/${number}`
  const response = await fetching(uri).catch(() => null)
  if (response === null) throw new Error(`${uri} does not answer`)
  if (response.status !== 200) throw new Error(`${uri} answers ${response.status}`)
  const read = readToken(uri, await response.text())
  // The key that takes its turn next signs before the file is written again.
  const { next, ...current } = known.keys.status
  const { kid, x5c } = next !== undefined && read.kid === next.kid ? next : current
  return { uri, authority, number: Number(number), read, key: publicKeyOf({ x5c, jwk: statusKeys?.get(kid) }), before }
}

function readToken(uri: string, token: string): ReadList {
  try {
    return readListToken(token)
  } catch (error) {
    throw new Error(`${uri} gives no status list: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
}

/** The bytes that a list should have. */
function rebuild({ size, entries }: Standing, bits: number): Uint8Array {
  const bytes = new Uint8Array((size * bits) / 8)
  for (const [index, status] of entries) {
    const byte = Math.floor((index * bits) / 8)
    bytes[byte] = (bytes[byte] ?? 0) | (status << ((index * bits) % 8))
  }
  return bytes
}

/** Entries that are as the database says neither before nor after. */
function wrongEntries(list: ObservedList): WrongEntry[] {
  const { read, before, after } = list
  if ([before, after].some((standing) => Buffer.from(rebuild(standing, read.bits)).equals(read.bytes))) return []
  const wrong: WrongEntry[] = []
  const size = Math.max(sizeOf(read), before.size)
  for (let index = 0; index < size && wrong.length < mostNamed; index += 1) {
    const published = entryAt(read, index)
    const stored = [before, after].map(({ entries }) => entries.get(index) ?? 0)
    if (!stored.includes(published)) wrong.push({ list, index, published, stored: stored[0] ?? 0 })
  }
  return wrong
}
