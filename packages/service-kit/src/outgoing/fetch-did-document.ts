import { didDocumentTypes, type WebResolverOptions } from '@counterfoil/shared/did/did-web'
import type { FetchOutside } from './fetch-outside.ts'

const largest = 64 * 1024
const patience = 3000

/**
 * Fetches the document of a did:web by the one guarded way out. A did:web always lies at https; those of the operator's own
 * private hosts, which may be reached by http, are.
 */
export const didDocumentFetcher =
  (fetchOutside: FetchOutside, privateHosts: readonly string[] = []): WebResolverOptions['fetchDocument'] =>
  async (url) => {
    const { host, hostname } = new URL(url)
    const isOurs = privateHosts.some((one) => one.toLowerCase() === host || one.toLowerCase() === hostname)
    const address = isOurs ? url.replace(/^https:/, 'http:') : url
    const { status, headers, body } = await fetchOutside(address, { headers: { accept: didDocumentTypes }, mostBytes: largest, timeoutMs: patience })
    return { status, mediaType: headers['content-type'] ?? '', text: body.toString('utf8') }
  }
