import { inflateSync } from 'node:zlib'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'

/** What the list that anybody gets at an address says of a place in it. */
export async function entryOf(uri: string, index: number): Promise<number | null> {
  const answer = await fetch(uri)
  if (!answer.ok) throw new Error(`${uri} answers ${answer.status}`)
  const { list } = parseStatusListToken(await answer.text(), { uri, now: epochSeconds(Math.floor(Date.now() / 1000)) }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }))
  return readStatus(list, index)
}
