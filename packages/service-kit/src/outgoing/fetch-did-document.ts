import { didDocumentTypes, type WebResolverOptions } from '@counterfoil/shared/did/did-web'
import type { FetchOutside } from './fetch-outside.ts'

const largest = 64 * 1024
const patience = 3000

/** Fetches the document of a did:web by the one guarded way out. */
export const didDocumentFetcher =
  (fetchOutside: FetchOutside): WebResolverOptions['fetchDocument'] =>
  async (url) => {
    const { status, headers, body } = await fetchOutside(url, { headers: { accept: didDocumentTypes }, mostBytes: largest, timeoutMs: patience })
    return { status, mediaType: headers['content-type'] ?? '', text: body.toString('utf8') }
  }
