import { inflateSync } from 'node:zlib'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import type { FetchListText } from '@counterfoil/shared/signed-list/list-reader'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { systemClock } from '../system/system-clock.ts'
import { digestOfList, parseStatement } from './list-statement.ts'
import type { ServedList } from './verify-lists.ts'

const largest = 1024 * 1024
const patienceMs = 5000

/** An issuer's statement of that number, and the lists that it names as they are served now. Throws with one sentence. */
export async function fetchLists(issuerUrl: string, number: number): Promise<{ readonly statement: string; readonly served: readonly ServedList[] }> {
  const statement = await textAt(`${issuerUrl}/anchored-status-lists/${number}`)
  const served: ServedList[] = []
  for (const { uri } of parseStatement(statement)?.lists ?? []) {
    // A statement can't send us elsewhere; what it names there counts as not served.
    if (!uri.startsWith(`${issuerUrl}/`)) continue
    const { list, issuedAt } = parseStatusListToken(await textAt(uri), { uri, now: epochSeconds(systemClock.now()) }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }))
    served.push({ uri, issuedAt, digest: digestOfList(list) })
  }
  return { statement, served }
}

/** Fetches parts of a list that is published. */
export const fetchPublished: FetchListText = async (url, { accept, mostBytes }) => {
  const response = await fetch(url, { headers: { accept }, redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
  return { status: response.status, text: await readTextAtMost(response, mostBytes) }
}

async function textAt(url: string): Promise<string> {
  let response: Response
  try {
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
  } catch (cause) {
    throw new Error(`Nothing was compared: ${url} can't be reached.`, { cause })
  }
  if (!response.ok) throw new Error(`Nothing was compared: ${url} answers ${response.status}.`)
  return readTextAtMost(response, largest)
}
