import type { FetchListText } from '@counterfoil/shared/signed-list/list-reader'
import type { FetchOutside } from './fetch-outside.ts'

const patience = 3000

/** Fetches the parts of a signed list by the one guarded way out. */
export const signedListFetcher =
  (fetchOutside: FetchOutside): FetchListText =>
  async (url, { accept, mostBytes }) => {
    const { status, body } = await fetchOutside(url, { headers: { accept }, mostBytes, timeoutMs: patience })
    return { status, text: body.toString('utf8') }
  }
