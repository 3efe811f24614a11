import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** What fetching a status list came to: a token, or that the one at hand still stands. */
export type FetchedStatusList = { readonly kind: 'token'; readonly token: string; readonly etag: string | null } | { readonly kind: 'unchanged' }

export type FetchStatusList = (uri: string, etag: string | null) => Promise<FetchedStatusList>

const largest = 512 * 1024
const patience = 3000
const mediaType = 'application/statuslist+jwt'

/**
 * Fetches a status list within 3 seconds and 512 KiB, following no redirect. The caller has made sure that the address
 * is one of an accredited issuer. Refuses with `status_unavailable`. @see Token Status List, section 8.1
 */
export const statusListFetcher =
  (fetching: typeof fetch = fetch): FetchStatusList =>
  async (uri, etag) => {
    try {
      const response = await fetching(uri, {
        headers: { accept: mediaType, ...(etag === null ? {} : { 'if-none-match': etag }) },
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
      })
      if (response.status === 304 && etag !== null) return await discard(response, { kind: 'unchanged' })
      if (response.status !== 200) return await discard(response, `status ${response.status}`)
      if (response.headers.get('content-type')?.split(';')[0]?.trim() !== mediaType) return await discard(response, 'media type')
      return { kind: 'token', token: await readAtMost(response, largest), etag: response.headers.get('etag') }
    } catch (cause) {
      if (cause instanceof Refusal) throw cause
      throw new Refusal('status_unavailable', { detail: 'no answer in time', cause })
    }
  }

async function discard<Answer extends FetchedStatusList>(response: Response, outcome: Answer | string): Promise<Answer> {
  await response.body?.cancel()
  if (typeof outcome === 'string') throw new Refusal('status_unavailable', { detail: outcome })
  return outcome
}

async function readAtMost(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > most) throw new Refusal('status_unavailable', { detail: 'too large' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('latin1')
}
