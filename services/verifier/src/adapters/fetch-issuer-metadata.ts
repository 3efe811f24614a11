import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { WebResolverOptions } from '@counterfoil/shared/did/did-web'
import { keySetUrl, withKeySet } from '@counterfoil/shared/vc/jwt-vc-issuer'

/** Fetches an issuer's metadata, and its keys where they lie elsewhere, both by the guarded way out. @see SD-JWT VC, section 5 (JWT VC Issuer Metadata) */
export function issuerMetadataFetcher(fetchOutside: FetchOutside, privateHosts: readonly string[]): WebResolverOptions['fetchDocument'] {
  const fetchText = didDocumentFetcher(fetchOutside, privateHosts)
  return async (url) => {
    const metadata = await fetchText(url)
    const keysAt = metadata.status === 200 ? keySetUrl(metadata.text, url) : null
    if (keysAt === null) return metadata
    const keySet = await fetchText(keysAt)
    // Without its keys it is no metadata; that is for whoever parses it to say.
    return { ...metadata, text: (keySet.status === 200 ? withKeySet(metadata.text, keySet.text) : null) ?? '' }
  }
}
